package dev.mudi.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DefaultServiceCidrTest {
    private static final String CIDR = "/apis/networking.k8s.io/v1/servicecidrs/kubernetes";
    private static final String KUBERNETES = "/api/v1/namespaces/default/services/kubernetes";
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String EVENTS = "/api/v1/namespaces/default/events";

    @TempDir
    Path directory;

    private EmbeddedEtcd etcd;
    private ClusterPki pki;

    @BeforeEach
    void open() throws IOException {
        pki = ClusterPki.open(new PkiOptions(
                directory.resolve("pki"), List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
        etcd = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("etcd")).withFsync(false));
    }

    @AfterEach
    void close() {
        etcd.close();
    }

    private ApiServer start(String ranges, String advertised) throws IOException, InterruptedException {
        var plain = ApiServerOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pki, "192.0.2.1");
        var server = ApiServer.start(
                new ApiServerOptions(
                        plain.listen(),
                        pki,
                        new ApiServerOptions.ServiceNetwork(ranges, 30_000, 32_767, advertised),
                        plain.access(),
                        plain.drain(),
                        plain.clock(),
                        plain.random()),
                etcd);
        server.awaitReady(Duration.ofSeconds(60));
        return server;
    }

    private static ObjectValue read(Loopback loopback, String path) {
        return loopback.get(path).orElseThrow();
    }

    private static List<String> ranges(Loopback loopback) {
        return read(loopback, CIDR).object("spec").array("cidrs").strings().toList();
    }

    private static ObjectValue service(String name, String policy) {
        return ObjectValue.builder()
                .put("metadata", ObjectValue.EMPTY.with("name", name))
                .put(
                        "spec",
                        ObjectValue.EMPTY
                                .with("ipFamilyPolicy", policy)
                                .with(
                                        "ports",
                                        ArrayValue.of(ObjectValue.builder()
                                                .put("port", 80)
                                                .build())))
                .build();
    }

    private static List<String> families(ObjectValue service) {
        return service.object("spec").array("ipFamilies").strings().toList();
    }

    @Test
    void aClusterGetsItsSecondFamilyWithTheNextStart() throws Exception {
        try (var before = start("10.96.0.0/16", "192.0.2.1")) {
            var loopback = new Loopback(before::handle);
            assertThat(ranges(loopback)).containsExactly("10.96.0.0/16");
            assertThat(families(loopback.create(SERVICES, service("a", "PreferDualStack"))))
                    .containsExactly("IPv4");
        }
        try (var after = start("10.96.0.0/16,fd00:10:96::/112", "192.0.2.1")) {
            var loopback = new Loopback(after::handle);
            assertThat(ranges(loopback)).containsExactly("10.96.0.0/16", "fd00:10:96::/112");
            assertThat(families(loopback.create(SERVICES, service("b", "PreferDualStack"))))
                    .containsExactly("IPv4", "IPv6");
            var kept = read(loopback, SERVICES + "/a");
            assertThat(families(loopback.update(SERVICES + "/a", kept)))
                    .as("a service that there was stays as it is")
                    .containsExactly("IPv4");
            assertThat(families(read(loopback, KUBERNETES))).containsExactly("IPv4");
        }
    }

    @Test
    void aFirstRangeOfIpv6IsTheServersOwn() throws Exception {
        try (var server = start("fd00:10:96::/112,10.96.0.0/16", "2001:db8::1")) {
            var loopback = new Loopback(server::handle);
            var kubernetes = read(loopback, KUBERNETES);

            assertThat(kubernetes.object("spec").string("clusterIP")).isEqualTo("fd00:10:96::1");
            assertThat(families(kubernetes)).containsExactly("IPv6");
            assertThat(kubernetes.object("spec").string("ipFamilyPolicy")).isEqualTo("SingleStack");
            assertThat(read(loopback, CIDR)
                            .object("status")
                            .array("conditions")
                            .object(0)
                            .string("message"))
                    .isEqualTo("Kubernetes default Service CIDR is ready");
            assertThat(read(loopback, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes")
                            .string("addressType"))
                    .isEqualTo("IPv6");
        }
    }

    @Test
    void anotherRangeThanThatOfTheFlagStaysAndIsToldOf() throws Exception {
        start("10.96.0.0/16", "192.0.2.1").close();
        try (var after = start("10.97.0.0/16", "192.0.2.1")) {
            var loopback = new Loopback(after::handle);

            assertThat(ranges(loopback)).containsExactly("10.96.0.0/16");
            assertThat(loopback.create(SERVICES, service("a", "SingleStack"))
                            .object("spec")
                            .string("clusterIP"))
                    .as("addresses are of the ranges that there are")
                    .startsWith("10.96.");
            assertThat(read(loopback, EVENTS).array("items").objects())
                    .filteredOn(event -> event.string("reason").equals("KubernetesDefaultServiceCIDRInconsistent"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.string("message"))
                            .isEqualTo("The default ServiceCIDR [10.96.0.0/16] does not match the controller flag"
                                    + " configurations [10.97.0.0/16]"));
        }
    }

    @Test
    void theRangeIsMadeAgainWhenItIsGone() throws Exception {
        try (var server = start("10.96.0.0/16,fd00:10:96::/112", "192.0.2.1")) {
            var loopback = new Loopback(server::handle);
            loopback.delete(CIDR);
            var keeper = new DefaultServiceCidr(
                    List.of("10.96.0.0/16", "fd00:10:96::/112"), loopback, InstantSource.system());

            keeper.ensure();

            assertThat(ranges(loopback)).containsExactly("10.96.0.0/16", "fd00:10:96::/112");
        }
    }
}
