package dev.mudi.etcd.grpc;

import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.grpc.wire.Wire;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last events as they go over the wire: the store gives all watches that ask alike the same event, and it is made into a
 * message once. Safe for several threads.
 */
final class WireEvents {
    /** How many are remembered: those of the moment, while many watches are told of them. */
    private static final int REMEMBERED = 64;

    private final AtomicReferenceArray<Made> made = new AtomicReferenceArray<>(REMEMBERED);

    private record Made(WatchEvent event, Wire.Event wire) {}

    /** The last message of one event alone. */
    private volatile @Nullable Alone alone;

    private record Alone(WatchEvent event, Wire.WatchResponse message) {}

    /**
     * The message of an event alone, one for all watches that ask alike and have the same number: mostly the first of its stream.
     *
     * @param header made when there is no such message yet
     */
    @SuppressWarnings("ReferenceEquality") // The same event, not one that looks like it.
    Wire.WatchResponse alone(WatchEvent event, long watchId, Supplier<Wire.ResponseHeader> header) {
        var known = alone;
        if (known != null && known.event == event && known.message.getWatchId() == watchId) {
            return known.message;
        }
        var message = Wire.WatchResponse.newBuilder()
                .setHeader(header.get())
                .setWatchId(watchId)
                .addEvents(of(event))
                .build();
        alone = new Alone(event, message);
        return message;
    }

    @SuppressWarnings("ReferenceEquality") // The same event, not one that looks like it.
    Wire.Event of(WatchEvent event) {
        int place = (int) (event.kv().modRevision() % REMEMBERED);
        var known = made.get(place);
        if (known != null && known.event == event) {
            return known.wire;
        }
        var wire = WireResponses.event(event);
        made.set(place, new Made(event, wire));
        return wire;
    }
}
