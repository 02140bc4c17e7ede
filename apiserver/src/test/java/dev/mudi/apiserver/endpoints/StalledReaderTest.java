package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StalledReaderTest {
    private static final String WATCH = "/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=0";
    private static final int WRITES = 300;

    /** A client that lets the first piece through and then takes nothing, until it leaves. */
    private static final class Stalled implements ApiResponse, ResponseStream {
        private final CountDownLatch leaves = new CountDownLatch(1);
        private final AtomicInteger pieces = new AtomicInteger();
        private volatile Runnable onClose = () -> {};

        @Override
        public void send(int code, String contentType, Headers headers, List<ByteBuffer> body) {
            throw new AssertionError("a watch is a stream, not an answer of code " + code);
        }

        @Override
        public ResponseStream stream(int code, String contentType, Headers headers) {
            return this;
        }

        @Override
        public UpgradedConnection upgrade(Headers headers) {
            throw new AssertionError("nobody asked for an upgrade");
        }

        @Override
        public boolean isCommitted() {
            return true;
        }

        @Override
        public void write(ByteBuffer... buffers) {
            if (pieces.incrementAndGet() == 1) {
                return;
            }
            try {
                leaves.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new PeerGoneException("the client has left");
        }

        @Override
        public void flush() {}

        @Override
        public boolean isClosed() {
            return leaves.getCount() == 0;
        }

        @Override
        public void onClose(Runnable action) {
            onClose = action;
        }

        @Override
        public void close() {
            leaves.countDown();
            onClose.run();
        }
    }

    @Test
    void delaysNobodyAndCostsOneBlockedThread(@TempDir Path directory) throws Exception {
        try (var server = new ResourceServer(directory)) {
            server.createConfigMaps("default", List.of("first"));
            var stalled = new Stalled();
            var blocked = Thread.ofVirtual().start(() -> {
                try {
                    server.start(stalled, "GET", WATCH, "");
                } catch (PeerGoneException left) {
                    stalled.close();
                }
            });
            var fast = List.of(server.watch(WATCH), server.watch(WATCH), server.watch(WATCH));
            await().until(() -> stalled.pieces.get() == 1
                    && fast.stream().allMatch(watch -> watch.events().size() == 1));

            server.createConfigMaps(
                    "default",
                    IntStream.range(0, WRITES).mapToObj(i -> "map-" + i).toList());

            await().untilAsserted(() -> assertThat(fast)
                    .allSatisfy(watch -> assertThat(watch.events()).hasSize(WRITES + 1)));
            await().until(() -> stalled.pieces.get() == 2); // the second, which the client does not let through
            stalled.close();
            blocked.join();
            fast.forEach(watch -> watch.hangUp());
        }
    }
}
