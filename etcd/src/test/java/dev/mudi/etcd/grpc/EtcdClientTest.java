package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.WatchRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client on servers that come and go, and on a store with much in it. */
class EtcdClientTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @TempDir
    Path directory;

    private final List<EtcdServer> servers = new ArrayList<>();
    private EmbeddedEtcd store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data"))
                .withFsync(false)
                .withRetention(EtcdOptions.Retention.EVERYTHING));
    }

    @AfterEach
    void close() {
        servers.forEach(EtcdServer::close);
        store.close();
    }

    private EtcdServer serve(int port, Optional<TestCertificate> certificate) throws IOException {
        var tls =
                certificate.map(own -> new EtcdServerOptions.Tls(own.certificate(), own.key(), Optional.<Path>empty()));
        var server = EtcdServer.start(store, EtcdServerOptions.of(ServedEtcd.loopback(port), tls));
        servers.add(server);
        return server;
    }

    private static EtcdClient connect(Optional<EtcdClientOptions.Tls> tls, InetSocketAddress... endpoints)
            throws IOException {
        return EtcdClient.connect(EtcdClientOptions.of(List.of(endpoints), tls));
    }

    private long put(String value) {
        return store.put(PutRequest.of(KEY, Bytes.utf8(value))).revision();
    }

    @Test
    void findsTheEndpointThatAnswers() throws IOException {
        var server = serve(0, Optional.empty());
        try (var client = connect(Optional.empty(), ServedEtcd.loopback(1), ServedEtcd.loopback(server.port()))) {
            long revision = put("1");

            assertThat(client.revision()).isEqualTo(revision);
        }
    }

    @Test
    void holdsEachServersCertificateAgainstItsOwnName() throws IOException {
        var first = TestCertificate.make(directory, "first", "ip:127.0.0.1");
        var second = TestCertificate.make(directory, "second", "dns:localhost");
        var authorities = Files.writeString(
                directory.resolve("ca.crt"),
                Files.readString(first.certificate()) + Files.readString(second.certificate()));
        var tls = Optional.of(new EtcdClientOptions.Tls(authorities, Optional.empty()));
        int port = FreePorts.next();
        var one = serve(port, Optional.of(first));
        var other = serve(0, Optional.of(second));
        try (var client = connect(
                tls,
                InetSocketAddress.createUnresolved("127.0.0.1", port),
                InetSocketAddress.createUnresolved("localhost", other.port()))) {
            var seen = new RecordingListener();
            client.watch(WatchRequest.of(KeyRange.of(KEY)), seen);
            long revision = put("with both");
            assertThat(client.revision()).isEqualTo(revision);
            one.close();
            assertThat(client.revision()).isEqualTo(revision);
            seen.awaitRevision(put("with the second"));

            serve(port, Optional.of(first));
            other.close();
            assertThat(client.revision()).isEqualTo(revision + 1);
            seen.awaitRevision(put("with the first"));
            assertThat(seen.revisions()).containsExactly(revision, revision + 1, revision + 2);
        }
    }

    @Test
    void countsWhatTheStoreSaysOfItsProgress() throws Exception {
        try (var served = ServedEtcd.start(directory);
                var watch = served.client().watch(WatchRequest.of(KeyRange.of(KEY)), new RecordingListener())) {
            assertThat(watch.progressNotices()).isZero();

            watch.requestProgress();

            await().until(() -> watch.progressNotices() == 1);
        }
    }

    @Test
    void readsOfWhoWasAwayMeanwhile() throws Exception {
        try (var served = ServedEtcd.start(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long revision = served.client().revision();
            served.hangUp();
            var reading = threads.submit(() -> served.client().range(RangeRequest.of(KeyRange.all())));
            served.serveAgain();

            assertThat(reading.get().revision()).isEqualTo(revision);
        }
    }

    @Test
    void readsALongRangeAsOfOneRevision() throws IOException {
        for (int i = 0; i < 2_500; i++) {
            store.put(PutRequest.of(Bytes.utf8("a/%04d".formatted(i)), Bytes.utf8("value " + i)));
        }
        put("behind");
        var server = serve(0, Optional.empty());
        try (var client = connect(Optional.empty(), ServedEtcd.loopback(server.port()))) {
            var some = RangeRequest.of(KeyRange.prefix("a/"));
            var all = RangeRequest.of(KeyRange.all());
            for (var request : List.of(
                    some,
                    all,
                    all.keysOnly(),
                    all.countOnly(),
                    all.atRevision(1_700),
                    some.withLimit(99),
                    some.withLimit(100),
                    some.withLimit(101),
                    some.withLimit(2_499),
                    some.withLimit(2_500),
                    some.withLimit(5_000),
                    some.sortedBy(RangeRequest.SortTarget.KEY, RangeRequest.SortOrder.DESCENDING),
                    some.sortedBy(RangeRequest.SortTarget.VALUE, RangeRequest.SortOrder.ASCENDING)
                            .withLimit(150))) {
                assertThat(client.range(request)).as("%s", request).isEqualTo(store.range(request));
            }
        }
    }

    @Test
    void asksForFewerKeysAtOnceWhenTheyAreLong() {
        var value = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 150; i++) {
            store.put(PutRequest.of(Bytes.utf8("a/%04d".formatted(i)), value));
        }
        var sizes = new ArrayList<Integer>();

        Pages.read(RangeRequest.of(KeyRange.prefix("a/")), request -> {
            put("something else");
            var page = store.range(request);
            sizes.add(page.kvs().size());
            return page;
        });

        assertThat(sizes).startsWith(100, 15, 15).last().isEqualTo(5);
    }

    @Test
    void readsNoKeyTwiceThoughOthersAreWrittenBetweenThePages() {
        for (int i = 0; i < 1_000; i++) {
            store.put(PutRequest.of(Bytes.utf8("a/%04d".formatted(i * 10)), Bytes.utf8("1")));
        }
        var request = RangeRequest.of(KeyRange.prefix("a/"));
        var before = store.range(request);

        RangeResponse read = Pages.read(request, page -> {
            var answer = store.range(page);
            store.put(PutRequest.of(Bytes.utf8(answer.kvs().getLast().key() + "5"), KEY));
            return answer;
        });

        assertThat(read).isEqualTo(before);
        assertThat(read.kvs()).extracting(KeyValue::key).doesNotHaveDuplicates();
    }
}
