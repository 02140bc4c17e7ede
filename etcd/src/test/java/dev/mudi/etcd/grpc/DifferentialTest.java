package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same random requests to etcd itself and to our server: the same answers, refusals and events;
 * with {@code -Dmudi.etcd.seed=N} for other requests.
 */
class DifferentialTest {
    private static final long SEED = Long.getLong("mudi.etcd.seed", 1);
    private static final int REQUESTS = 6000;

    @TempDir
    Path directory;

    @Test
    void answersAsEtcdDoes() throws IOException {
        var options = EtcdOptions.of(directory.resolve("ours"))
                .withFsync(false)
                .withRetention(EtcdOptions.Retention.EVERYTHING);
        try (var theirs = ExternalEtcd.start(directory);
                var store = EmbeddedEtcd.open(options);
                var server = EtcdServer.start(store, EtcdServerOptions.of(loopback(0), Optional.empty()));
                var ours =
                        EtcdClient.connect(EtcdClientOptions.of(List.of(loopback(server.port())), Optional.empty()))) {
            var requests = new RandomRequests(new SplittableRandom(SEED));
            for (int i = 0; i < REQUESTS; i++) {
                long revision = store.revision();
                var request = requests.next(revision);
                assertThat(answer(request, ours))
                        .as("request %d of seed %d at revision %d: %s", i, SEED, revision, request)
                        .isEqualTo(answer(request, theirs.client()));
                if (i % 1000 == 999) {
                    assertThat(events(ours)).isEqualTo(events(theirs.client()));
                }
            }
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Object answer(RandomRequests.Request request, Etcd etcd) {
        try {
            return request.ask().apply(etcd);
        } catch (EtcdException e) {
            return e.code();
        }
    }

    private static List<List<WatchEvent>> events(Etcd etcd) {
        // Of the compacted revision itself etcd 3.4 has only what was not a deletion.
        long oldest = Math.max(1, etcd.compactedRevision()) + 1;
        var seen = new RecordingListener();
        long last = etcd.revision();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.all()).from(oldest), seen)) {
            seen.awaitRevision(last);
        }
        return seen.calls();
    }
}
