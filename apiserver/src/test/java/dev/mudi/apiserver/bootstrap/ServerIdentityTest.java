package dev.mudi.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServerIdentityTest {
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";

    /** Far away: the server itself removes what has run out by its own clock. */
    private static final Instant NOW = Instant.parse("2126-01-31T12:00:00.25Z");

    @TempDir
    Path directory;

    private EmbeddedEtcd etcd;
    private ApiServer server;
    private Loopback loopback;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        var pki = ClusterPki.open(new PkiOptions(
                directory.resolve("pki"), List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
        etcd = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("etcd")).withFsync(false));
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = ApiServer.start(ApiServerOptions.of(listen, pki, "192.0.2.7"), etcd);
        server.awaitReady(Duration.ofSeconds(60));
        loopback = new Loopback(server::handle);
    }

    @AfterEach
    void close() {
        server.close();
        etcd.close();
    }

    private ServerIdentity identity(String host) {
        return new ServerIdentity(host, "192.0.2.7:6443", loopback, InstantSource.fixed(NOW));
    }

    private ObjectValue lease(String host) {
        return loopback.get(LEASES + "/" + ServerIdentity.nameOn(host)).orElseThrow();
    }

    private void leave(String name, String component, String spec) {
        loopback.create(LEASES, Json.object("""
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
                 "metadata":{"name":"%s","labels":{"apiserver.kubernetes.io/identity":"%s"}},"spec":%s}
                """.formatted(name, component, spec)));
    }

    @Test
    void aServerIsCalledAsUpstreamCallsItOnTheSameHost() {
        assertThat(ServerIdentity.nameOn("vm")).isEqualTo("apiserver-wlv32tlttr4jl3gtroqexyxapa");
    }

    @Test
    void theLeaseSaysWhichServerItIsAndWhere() {
        identity("machine-1").renew();
        var lease = lease("machine-1");

        assertThat(lease.object("metadata").object("labels"))
                .isEqualTo(
                        Json.object(
                                "{\"apiserver.kubernetes.io/identity\":\"kube-apiserver\",\"kubernetes.io/hostname\":\"machine-1\"}"));
        assertThat(lease.object("metadata").object("annotations"))
                .isEqualTo(Json.object("{\"kubernetes.io/peer-advertise-address\":\"192.0.2.7:6443\"}"));
        assertThat(lease.object("spec").integer("leaseDurationSeconds", 0)).isEqualTo(3600);
        assertThat(lease.object("spec").string("renewTime")).isEqualTo("2126-01-31T12:00:00.250000Z");
        assertThat(lease.object("spec").string("holderIdentity")).startsWith(ServerIdentity.nameOn("machine-1") + "_");
    }

    @Test
    void renewingKeepsTheHolder() {
        identity("machine-1").renew();
        var before = lease("machine-1");
        new ServerIdentity("machine-1", "192.0.2.7:6443", loopback, InstantSource.fixed(NOW.plusSeconds(10))).renew();
        var after = lease("machine-1");

        assertThat(after.object("spec").string("holderIdentity"))
                .isEqualTo(before.object("spec").string("holderIdentity"));
        assertThat(after.object("spec").string("renewTime")).isEqualTo("2126-01-31T12:00:10.250000Z");
    }

    @Test
    void whatServersLeftIsRemovedOnceItRanOut() {
        identity("machine-1").renew();
        leave(
                "expired",
                "kube-apiserver",
                "{\"holderIdentity\":\"x\",\"leaseDurationSeconds\":3600,\"renewTime\":\"2126-01-31T11:00:00.000000Z\"}");
        leave("timeless", "kube-apiserver", "{\"holderIdentity\":\"x\"}");
        leave(
                "other",
                "something",
                "{\"holderIdentity\":\"x\",\"leaseDurationSeconds\":1,\"renewTime\":\"2126-01-31T11:00:00.000000Z\"}");
        identity("machine-1").removeExpired();

        assertThat(loopback.get(LEASES + "/expired")).isEmpty();
        assertThat(loopback.get(LEASES + "/timeless")).isEmpty();
        assertThat(loopback.get(LEASES + "/other")).isPresent();
        assertThat(loopback.get(LEASES + "/" + ServerIdentity.nameOn("machine-1")))
                .isPresent();
    }

    @Test
    void aServerHasItsLeaseAsLongAsItRuns() {
        var key = Bytes.utf8("/registry/leases/kube-system/" + ServerIdentity.nameOn(ServerIdentity.host()));
        await().atMost(Duration.ofSeconds(30)).until(() -> etcd.get(key).isPresent());

        server.close();

        assertThat(etcd.get(key)).isEmpty();
    }
}
