package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.grpc.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A revision that is too much for one message, to a watch that takes fragments and to one that does not, from etcd itself and from us. */
class WatchFragmentTest {
    private static final int KEYS = 14;
    private static final int VALUE_BYTES = 100_000;
    /** What a request may have, and what gRPC may add, as etcd cuts. */
    private static final int MESSAGE_BYTES = (3 << 19) + (512 << 10);

    private static final long LARGE_REVISION = KEYS + 2;

    @TempDir
    Path directory;

    private SideBySide both;

    @BeforeEach
    void write() throws IOException {
        both = SideBySide.start(directory);
        var all = Wire.TxnRequest.newBuilder();
        for (int i = 0; i < KEYS; i++) {
            both.same(Methods.PUT, put(i, (byte) 1));
            all.addSuccess(Wire.RequestOp.newBuilder().setRequestPut(put(i, (byte) 2)));
        }
        both.same(Methods.TXN, all.build());
    }

    @AfterEach
    void stop() {
        both.close();
    }

    private static Wire.PutRequest put(int key, byte filling) {
        var value = new byte[VALUE_BYTES];
        Arrays.fill(value, filling);
        return Wire.PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key-" + (char) ('a' + key)))
                .setValue(ByteString.copyFrom(value))
                .build();
    }

    private static Wire.WatchRequest watch(boolean fragment) {
        return Wire.WatchRequest.newBuilder()
                .setCreateRequest(Wire.WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("key-"))
                        .setRangeEnd(ByteString.copyFromUtf8("key."))
                        .setStartRevision(LARGE_REVISION)
                        .setPrevKv(true)
                        .setFragment(fragment))
                .build();
    }

    private static List<Wire.Event> events(List<Wire.WatchResponse> messages) {
        return messages.stream()
                .flatMap(message -> message.getEventsList().stream())
                .toList();
    }

    @Test
    void comesInPiecesToWhoTakesThem() {
        var pieces = both.each(channel -> SideBySide.answersUntil(
                channel,
                Methods.WATCH,
                watch(true),
                message -> message.getEventsCount() > 0 && !message.getFragment()));
        for (var messages : pieces) {
            var withEvents = messages.stream()
                    .filter(message -> message.getEventsCount() > 0)
                    .toList();
            assertThat(withEvents).hasSizeGreaterThan(1).allSatisfy(message -> {
                assertThat(message.getSerializedSize()).isLessThan(MESSAGE_BYTES);
                assertThat(message.getHeader().getRevision()).isEqualTo(LARGE_REVISION);
            });
            assertThat(withEvents.subList(0, withEvents.size() - 1)).allMatch(Wire.WatchResponse::getFragment);
        }
        assertThat(events(pieces.getLast())).hasSize(KEYS).isEqualTo(events(pieces.getFirst()));
    }

    @Test
    void comesAsAWholeToWhoDoesNot() {
        var wholes = both.each(channel ->
                SideBySide.answersUntil(channel, Methods.WATCH, watch(false), message -> message.getEventsCount() > 0));
        assertThat(wholes).allSatisfy(messages -> assertThat(events(messages)).hasSize(KEYS));
        assertThat(events(wholes.getLast())).isEqualTo(events(wholes.getFirst()));
        assertThat(Stream.of(wholes.getLast(), wholes.getFirst()).map(List::size))
                .containsOnly(2);
    }
}
