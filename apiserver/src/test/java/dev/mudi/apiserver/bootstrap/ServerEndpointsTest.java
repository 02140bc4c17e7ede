package dev.mudi.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServerEndpointsTest {
    private static final String ENDPOINTS = "/api/v1/namespaces/default/endpoints/kubernetes";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<ApiServer> servers = new ArrayList<>();
    private ClusterPki pki;
    private EmbeddedEtcd etcd;

    @BeforeEach
    void open() throws IOException {
        pki = ClusterPki.open(new PkiOptions(
                directory.resolve("pki"), List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
        etcd = EmbeddedEtcd.open(
                EtcdOptions.of(directory.resolve("etcd")).withFsync(false).withClock(now::get));
    }

    @AfterEach
    void close() {
        servers.forEach(ApiServer::close);
        etcd.close();
    }

    private ApiServer start(String address) throws IOException, InterruptedException {
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = ApiServer.start(ApiServerOptions.of(listen, pki, address), etcd);
        servers.add(server);
        server.awaitReady(Duration.ofSeconds(60));
        return server;
    }

    private static ObjectValue read(ApiServer server, String path) {
        return new Loopback(server::handle).get(path).orElseThrow();
    }

    /** What the Endpoints say. */
    private static List<String> endpoints(ApiServer server) {
        return read(server, ENDPOINTS)
                .array("subsets")
                .objects()
                .flatMap(subset -> subset.array("addresses")
                        .objects()
                        .map(address -> address.string("ip") + ":"
                                + subset.array("ports").object(0).integer("port", 0)))
                .toList();
    }

    /** What the slices say. */
    private static List<String> slices(ApiServer server) {
        return read(server, SLICES)
                .array("items")
                .objects()
                .flatMap(slice -> slice.array("endpoints")
                        .objects()
                        .map(endpoint -> endpoint.array("addresses")
                                        .strings()
                                        .findFirst()
                                        .orElseThrow()
                                + ":" + slice.array("ports").object(0).integer("port", 0)))
                .toList();
    }

    private static String place(String address, ApiServer server) {
        return address + ":" + server.address().getPort();
    }

    private List<String> leases() {
        return etcd.range(RangeRequest.of(KeyRange.prefix("/registry/masterleases/"))).kvs().stream()
                .map(kv -> kv.key().toUtf8())
                .toList();
    }

    @Test
    void allLivingServersAreEndpointsAndOneThatStopsTakesItselfOut() throws Exception {
        var first = start("192.0.2.1");
        var second = start("192.0.2.2");
        var third = start("192.0.2.2");
        var all = List.of(place("192.0.2.1", first), place("192.0.2.2", second), place("192.0.2.2", third));

        assertThat(endpoints(first)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(slices(second)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(leases())
                .containsExactlyInAnyOrder(
                        "/registry/masterleases/192.0.2.1",
                        "/registry/masterleases/192.0.2.2",
                        "/registry/masterleases/" + all.getLast());

        second.close();
        assertThat(endpoints(first)).containsExactlyInAnyOrder(all.getFirst(), all.getLast());
        assertThat(slices(first)).containsExactlyInAnyOrder(all.getFirst(), all.getLast());

        third.close();
        assertThat(endpoints(first)).containsExactly(all.getFirst());
        assertThat(slices(first)).containsExactly(all.getFirst());

        first.close();
        assertThat(start("192.0.2.9"))
                .as("the last one leaves the service with an endpoint, the next one puts itself there")
                .satisfies(next -> assertThat(endpoints(next)).containsExactly(place("192.0.2.9", next)));
    }

    @Test
    void aDeadServerLeavesWhenItsLeaseHasRunOut() throws Exception {
        var living = start("127.0.0.1");
        var service = new KubernetesService("10.96.0.1", "192.0.2.1", 6443);
        try (var endpoints = new ServerEndpoints(etcd, KeyPrefix.DEFAULT, service, new Loopback(living::handle))) {
            new ServerLeases(etcd, KeyPrefix.DEFAULT, new ServerAddress("192.0.2.7", 6443)).renew();
            endpoints.reconcile();
            assertThat(endpoints(living)).containsExactly("192.0.2.1:6443", "192.0.2.7:6443");

            now.updateAndGet(time -> time.plus(ServerLeases.LIFE).plusSeconds(5));
            await().until(() -> leases().isEmpty());
            assertThat(endpoints(living)).hasSize(2);
            endpoints.reconcile();

            assertThat(endpoints(living)).containsExactly("192.0.2.1:6443");
            assertThat(leases()).containsExactly("/registry/masterleases/192.0.2.1");
        }
    }

    @Test
    void aServerOfUpstreamCountsToo() throws Exception {
        var leases = new ServerLeases(etcd, KeyPrefix.DEFAULT, new ServerAddress("192.0.2.1", 6443));
        // As kube-apiserver 1.36 writes it: Endpoints in protobuf, with one subset of one address and no port.
        var upstream = HexFormat.of()
                .parseHex("6b3873000a0f0a0276311209456e64706f696e747312220a100a0012001a0022002a003200387a4200"
                        + "120e0a0c0a0831302e312e322e331a001a002200");
        etcd.put(PutRequest.of(Bytes.utf8("/registry/masterleases/10.1.2.3"), Bytes.wrap(upstream)));
        leases.renew();

        assertThat(leases.servers())
                .containsExactly(new ServerAddress("10.1.2.3", 6443), new ServerAddress("192.0.2.1", 6443));
    }
}
