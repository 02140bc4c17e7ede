package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are gone without a word, with something under way, or say too much: of etcd itself and of our server. */
class HalfOpenConnectionsTest {
    private static final String PUT = "/etcdserverpb.KV/Put";
    private static final String WATCH = "/etcdserverpb.Watch/Watch";
    private static final String KEEP_ALIVE = "/etcdserverpb.Lease/LeaseKeepAlive";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final byte[] PUT_REQUEST = Wire.PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("key"))
            .setValue(ByteString.copyFrom(new byte[1_000]))
            .build()
            .toByteArray();
    private static final byte[] WATCH_REQUEST = Wire.WatchRequest.newBuilder()
            .setCreateRequest(Wire.WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("key")))
            .build()
            .toByteArray();
    private static final byte[] KEEP_ALIVE_REQUEST =
            Wire.LeaseKeepAliveRequest.newBuilder().setID(1).build().toByteArray();

    @TempDir
    Path directory;

    private HttpClient http;
    private ExternalEtcd theirs;
    private EmbeddedEtcd store;
    private EtcdServer ours;

    @BeforeEach
    void start() throws IOException {
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        theirs = ExternalEtcd.start(directory, "--grpc-keepalive-interval=1s", "--grpc-keepalive-timeout=1s");
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("ours")).withFsync(false));
        var options = EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty())
                .withKeepAlive(new EtcdServerOptions.KeepAlive(
                        Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        ours = EtcdServer.start(store, options);
    }

    @AfterEach
    void stop() {
        ours.close();
        store.close();
        theirs.close();
        http.close();
    }

    private String watching(int port) throws IOException, InterruptedException {
        var page = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return "watches %s, streams %s"
                .formatted(
                        value(page, "etcd_debugging_mvcc_watcher_total"),
                        value(page, "etcd_debugging_mvcc_watch_stream_total"));
    }

    private static String value(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("none");
    }

    private void assertLeavesNothing(int port) throws Exception {
        try (var gone = RawHttp2.connect(port);
                var within = RawHttp2.connect(port);
                var before = RawHttp2.connect(port)) {
            gone.open(1, WATCH);
            gone.message(1, WATCH_REQUEST, WATCH_REQUEST.length);
            gone.awaitAnswer(1);
            gone.open(3, KEEP_ALIVE);
            gone.message(3, KEEP_ALIVE_REQUEST, KEEP_ALIVE_REQUEST.length);
            gone.awaitAnswer(3);
            assertThat(watching(port)).isEqualTo("watches 1, streams 1");
            within.open(1, PUT);
            within.message(1, PUT_REQUEST, 10);
            before.open(1, PUT);
            before.send(new byte[] {0, 0, 9, 0});

            assertThat(gone.readsUntilHungUp()).as("who has watches").isTrue();
            assertThat(within.readsUntilHungUp()).as("who began a request").isTrue();
            assertThat(before.readsUntilHungUp()).as("who began a frame").isTrue();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(watching(port)).isEqualTo("watches 0, streams 0"));
        }
    }

    @Test
    void whoIsGoneWithoutAWordLeavesNothing() throws Exception {
        assertLeavesNothing(theirs.port());
        assertLeavesNothing(ours.port());
        assertThat(store.revision()).as("half a request is none").isEqualTo(1);
    }

    private static String pinged(int port) throws IOException {
        try (var client = RawHttp2.connect(port)) {
            client.open(1, WATCH);
            client.message(1, WATCH_REQUEST, WATCH_REQUEST.length);
            client.awaitAnswer(1);
            for (int i = 0; i < 4; i++) {
                client.ping();
            }
            var goodbye = client.goodbye();
            return client.readsUntilHungUp() ? goodbye : goodbye + ", and stays";
        }
    }

    @Test
    void whoAsksTooOftenWhetherTheServerIsThereIsSentAway() throws IOException {
        var enhanceYourCalm = "11 too_many_pings";
        assertThat(pinged(theirs.port())).isEqualTo(enhanceYourCalm);
        assertThat(pinged(ours.port())).isEqualTo(enhanceYourCalm);
    }
}
