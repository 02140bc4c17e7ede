package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.state.Alarms;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpPagesTest {
    @TempDir
    Path directory;

    private EmbeddedEtcd store;
    private EtcdServer server;
    private HttpClient http;

    @BeforeEach
    void serve() throws IOException {
        store = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false).withQuotaBytes(1000));
        server = EtcdServer.start(store, EtcdServerOptions.of(loopback(0), Optional.empty()));
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        store.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get("127.0.0.1", server.port(), path);
    }

    private HttpResponse<String> get(String host, int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tellsHealthAndVersionOnThePortOfGrpc() throws Exception {
        var health = get("/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(get("/version").body())
                .isEqualTo("{\"etcdserver\":\"3.6.8\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}");
        assertThat(get("/readyz").body()).isEqualTo("ok\n");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void isNotHealthyWhenTheQuotaIsUsedUp() throws Exception {
        assertThatThrownBy(() -> store.put(PutRequest.of(Bytes.utf8("a"), Bytes.wrap(new byte[2000]))))
                .hasMessageContaining("database space exceeded");

        var health = get("/health");

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}");
    }

    /** What is started again has no more room afterwards, and may still be read. */
    @Test
    void isLiveAndReadyWhenTheQuotaIsUsedUp() throws Exception {
        assertThatThrownBy(() -> store.put(PutRequest.of(Bytes.utf8("a"), Bytes.wrap(new byte[2000]))))
                .hasMessageContaining("database space exceeded");

        assertThat(get("/livez").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").body()).isEqualTo("ok\n");
        assertThat(get("/health?serializable=true&exclude=NOSPACE").statusCode())
                .isEqualTo(200);
    }

    @Test
    void isNotReadyWhenItsDataAreNotThoseOfTheOthersAndTellsEachCheck() throws Exception {
        assertThat(get("/readyz?verbose").body())
                .isEqualTo("[+]data_corruption ok\n[+]serializable_read ok\n[+]linearizable_read ok\n"
                        + "[+]non_learner ok\nok\n");

        store.configure(List.of(Alarms.raise(new Alarms.Alarm(Alarms.Kind.CORRUPT, 1))));

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz/data_corruption").body())
                .isEqualTo("[-]data_corruption failed: alarm activated: CORRUPT\n\n");
        assertThat(get("/readyz?exclude=data_corruption").body()).isEqualTo("ok\n");
        assertThat(get("/livez/serializable_read").body()).isEqualTo("ok\n");
        assertThat(get("/livez/linearizable_read").statusCode()).isEqualTo(404);
    }

    @Test
    void countsUnderEtcdsNames() throws Exception {
        try (var client =
                EtcdClient.connect(EtcdClientOptions.of(List.of(loopback(server.port())), Optional.empty()))) {
            client.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")));
            client.range(RangeRequest.of(Bytes.utf8("a")));
            client.range(RangeRequest.of(Bytes.utf8("a")));

            long lease = client.leaseGrant(60, 0).id();
            client.leaseKeepAlive(lease);
            client.leaseRevoke(lease);
            get("/health");

            assertThat(get("/metrics").body().lines())
                    .contains(
                            "etcd_server_has_leader 1",
                            "# TYPE etcd_mvcc_put_total counter",
                            "etcd_mvcc_put_total 1",
                            "etcd_server_is_leader 1",
                            "etcd_server_leader_changes_seen_total 1",
                            "etcd_server_health_success 1",
                            "etcd_server_health_failures 0",
                            "etcd_server_proposals_pending 0",
                            "etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"stream\"} 1",
                            "etcd_debugging_lease_granted_total 1",
                            "etcd_debugging_lease_renewed_total 1",
                            "etcd_debugging_lease_revoked_total 1",
                            "grpc_server_handled_total{grpc_code=\"Internal\",grpc_method=\"Compact\","
                                    + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 0",
                            "# TYPE etcd_disk_wal_fsync_duration_seconds histogram",
                            "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 3",
                            "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"} 3",
                            "etcd_disk_wal_fsync_duration_seconds_count 3",
                            "# TYPE etcd_disk_backend_commit_duration_seconds histogram",
                            "etcd_mvcc_range_total 2",
                            "etcd_debugging_mvcc_keys_total 1",
                            "etcd_debugging_mvcc_current_revision 2",
                            "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Range\","
                                    + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 2",
                            "grpc_server_started_total{grpc_method=\"Range\",grpc_service=\"etcdserverpb.KV\","
                                    + "grpc_type=\"unary\"} 2");
        }
    }

    @Test
    void tellsTheProtocolsApartHoweverSlowlyTheFirstBytesCome() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setTcpNoDelay(true);
            for (var part : List.of("G", "E", "T /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok\n");
        }
    }

    @Test
    void tellsHealthAndMetricsAndNothingElseOnAPortOfTheirOwnUntilItIsClosed() throws Exception {
        int port = server.tellHealth(loopback(0), Optional.empty());

        assertThat(get("127.0.0.1", port, "/health").body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(get("127.0.0.1", port, "/readyz").body()).isEqualTo("ok\n");
        assertThat(get("127.0.0.1", port, "/livez").body()).isEqualTo("ok\n");
        assertThat(get("/metrics").body().lines()).contains("etcd_server_health_success 1");
        assertThat(get("127.0.0.1", port, "/metrics").body().lines()).contains("etcd_server_health_success 1");
        assertThat(get("127.0.0.1", port, "/version").statusCode()).isEqualTo(404);
        try (var client = EtcdClient.connect(
                new EtcdClientOptions(List.of(loopback(port)), Optional.empty(), Duration.ofSeconds(1)))) {
            assertThatThrownBy(client::revision).isInstanceOf(EtcdException.class);
        }

        server.close();

        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void saysInOneLineThatThePortOfHealthIsTaken() {
        assertThatThrownBy(() -> server.tellHealth(loopback(server.port()), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("cannot listen on .*:" + server.port() + ": .*");
    }

    @Test
    void countsTogetherWhatIsAskedAtAllAddresses() throws Exception {
        var two = List.of(loopback(0), new InetSocketAddress("127.0.0.2", 0));
        try (var both = EtcdServer.start(
                store, EtcdServerOptions.of(loopback(0), Optional.empty()).withAddresses(two))) {
            assertThat(both.addresses()).hasSize(2);
            for (var address : both.addresses()) {
                get(address.getHostString(), address.getPort(), "/health");
            }
            assertThat(get("127.0.0.1", both.tellHealth(loopback(0), Optional.empty()), "/metrics")
                            .body()
                            .lines())
                    .contains("etcd_server_health_success 2");
        }
    }
}
