package dev.mudi.etcd.grpc;

import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.grpc.wire.Wire;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last events as they go over the wire: the store gives all watches that ask alike the same event, and it is made into a
 * message once. Safe for several threads.
 */
final class WireEvents {
    /** How many are remembered: those of the moment, while many watches are told of them. */
    private static final int REMEMBERED = 64;

    private final AtomicReferenceArray<Made> made = new AtomicReferenceArray<>(REMEMBERED);

    private record Made(WatchEvent event, Wire.Event wire) {}

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
