package dev.mudi.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAllocationTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ObjectValue create(String name, String spec) {
        return server.call("POST", SERVICES, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}")
                .object();
    }

    @Test
    void aServiceGetsAnAddressOfTheRangeAndANodePort() {
        var spec =
                create("a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}").object("spec");

        assertThat(spec.string("clusterIP")).startsWith("10.");
        assertThat(spec.array("clusterIPs").strings()).containsExactly(spec.string("clusterIP"));
        assertThat(spec.array("ports").object(0).integer("nodePort", 0)).isBetween(30_000L, 32_767L);
        assertThat(spec.string("ipFamilyPolicy")).isEqualTo("SingleStack");
    }

    @Test
    void whatIsTakenIsRefusedUntilItsServiceIsDeleted() {
        create(
                "a",
                "{\"clusterIP\":\"10.96.0.10\",\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}");
        var address = create("b", "{\"clusterIP\":\"10.96.0.10\",\"ports\":[{\"port\":80}]}");
        var port = create("b", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}");
        server.call("DELETE", SERVICES + "/a", "");
        var later = create(
                "b",
                "{\"clusterIP\":\"10.96.0.10\",\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}");

        assertThat(address.string("message"))
                .contains("failed to allocate IP 10.96.0.10: provided IP is already allocated");
        assertThat(port.string("message"))
                .isEqualTo("Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 30080:"
                        + " provided port is already allocated");
        assertThat(later.string("kind")).isEqualTo("Service");
    }

    @Test
    void nobodyLooksWhetherAnAddressIsTakenForAPretendedService() {
        create("a", "{\"clusterIP\":\"10.96.0.10\",\"ports\":[{\"port\":80}]}");
        var dry = SERVICES + "?dryRun=All";
        var body = "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"clusterIP\":\"%s\",\"ports\":[{\"port\":80}]}}";

        var taken = server.call("POST", dry, body.formatted("10.96.0.10"));
        var outside = server.call("POST", dry, body.formatted("1.2.3.4")).object();

        assertThat(taken.code()).as(taken.object().toString()).isEqualTo(201);
        assertThat(outside.string("message"))
                .contains("the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.");
    }

    @Test
    void aRefusedOrPretendedServiceTakesNothing() {
        create("a", "{\"clusterIP\":\"10.96.0.10\",\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":99}]}");
        server.call(
                "POST",
                SERVICES + "?dryRun=All",
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"clusterIP\":\"10.96.0.10\",\"ports\":[{\"port\":80}]}}");
        var taken = create("b", "{\"clusterIP\":\"10.96.0.10\",\"ports\":[{\"port\":80}]}");

        assertThat(taken.string("kind")).isEqualTo("Service");
    }

    @Test
    void portsOfOneNumberShareANodePortUnlessAnUpdateBringsThem() {
        var ports = "\"ports\":[{\"name\":\"t\",\"port\":53},{\"name\":\"u\",\"port\":53,\"protocol\":\"UDP\"}]}";
        var made = create("a", "{\"type\":\"NodePort\"," + ports);
        create("b", "{" + ports);
        var changed = server.call(
                        "PATCH",
                        SERVICES + "/b",
                        "{\"spec\":{\"type\":\"NodePort\"}}",
                        "Content-Type",
                        "application/merge-patch+json")
                .object();

        assertThat(nodePorts(made).distinct()).hasSize(1).doesNotContain(0L);
        assertThat(nodePorts(changed).distinct()).hasSize(2).doesNotContain(0L);
    }

    private static Stream<Long> nodePorts(ObjectValue service) {
        return service.object("spec").array("ports").objects().map(port -> port.integer("nodePort", 0));
    }

    @Test
    void manyAtOnceGetDifferentOnes() {
        var created = new ConcurrentLinkedQueue<ObjectValue>();
        try (var scope = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                var name = "s" + i;
                scope.execute(() -> created.add(create(name, "{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}")));
            }
        }

        var specs = created.stream().map(service -> service.object("spec")).toList();
        assertThat(specs.stream().map(spec -> spec.string("clusterIP")).collect(Collectors.toSet()))
                .hasSize(200);
        var ports = new HashSet<Long>();
        specs.forEach(spec -> ports.add(spec.array("ports").object(0).integer("nodePort", 0)));
        assertThat(ports).hasSize(200);
    }

    @Test
    void aPatchKeepsTheAddress() {
        var before = create("a", "{\"ports\":[{\"port\":80}]}").object("spec").string("clusterIP");
        var patched = server.call(
                        "PATCH",
                        SERVICES + "/a",
                        "{\"spec\":{\"type\":\"NodePort\"}}",
                        "Content-Type",
                        "application/merge-patch+json")
                .object()
                .object("spec");

        assertThat(patched.string("clusterIP")).isEqualTo(before);
        assertThat(patched.array("ports").object(0).integer("nodePort", 0)).isPositive();
    }

    private ObjectValue address(String name) {
        return server.get("/apis/networking.k8s.io/v1/ipaddresses/" + name).object();
    }

    @Test
    void anAddressIsAnObjectThatNamesItsService() {
        var ip = create("a", "{\"ports\":[{\"port\":80}]}").object("spec").string("clusterIP");
        var taken = address(ip);
        server.call("DELETE", SERVICES + "/a", "");

        assertThat(taken.object("spec").object("parentRef").strings())
                .containsEntry("resource", "services")
                .containsEntry("namespace", "default")
                .containsEntry("name", "a");
        assertThat(taken.object("metadata").object("labels").string("ipaddress.kubernetes.io/managed-by"))
                .isEqualTo("ipallocator.k8s.io");
        assertThat(address(ip).string("reason")).isEqualTo("NotFound");
    }

    @Test
    void whatAServiceNoLongerNeedsIsFree() {
        create("a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}");
        server.call(
                "PATCH",
                SERVICES + "/a",
                "{\"spec\":{\"type\":\"ClusterIP\",\"ports\":[{\"port\":80,\"nodePort\":null}]}}",
                "Content-Type",
                "application/strategic-merge-patch+json");

        assertThat(create("b", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}")
                        .string("kind"))
                .isEqualTo("Service");
    }

    @Test
    void aNewRangeServesAddressesUnlessItIsSaidNotToBeReady() {
        var range = "/apis/networking.k8s.io/v1/servicecidrs";
        var body = "{\"metadata\":{\"name\":\"more\"},\"spec\":{\"cidrs\":[\"192.168.7.0/24\"]}";
        var before = create("a", "{\"clusterIP\":\"192.168.7.8\",\"ports\":[{\"port\":80}]}");
        server.call("POST", range, body + "}");
        var during = create("a", "{\"clusterIP\":\"192.168.7.8\",\"ports\":[{\"port\":80}]}");
        server.call(
                "PUT",
                range + "/more/status",
                body + ",\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"reason\":\"\","
                        + "\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");
        var after = create("b", "{\"clusterIP\":\"192.168.7.9\",\"ports\":[{\"port\":80}]}");

        assertThat(before.string("message")).contains("the provided network does not match the current range");
        assertThat(during.string("kind")).isEqualTo("Service");
        assertThat(after.string("message")).contains("the provided network does not match the current range");
    }

    @Test
    void repairTakesWhatServicesHaveAndGivesBackWhatIsNobodys() {
        create(
                "a",
                "{\"clusterIP\":\"10.96.0.10\",\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30080}]}");
        // As a server of before left it: the Service has an address, and nothing says so.
        server.stores().of("networking.k8s.io", "ipaddresses").removeIf("", "10.96.0.10", any -> true);
        // As a server left it that was killed between the two writes.
        server.stores().of("networking.k8s.io", "ipaddresses").add("", "10.96.0.11", leaked("10.96.0.11"));

        try (var repair = server.allocation().repair()) {
            repair.repair();
            assertThat(address("10.96.0.10").string("kind")).isEqualTo("IPAddress");
            assertThat(address("10.96.0.11").string("kind")).isEqualTo("IPAddress");

            repair.repair();
            assertThat(address("10.96.0.11").string("reason")).isEqualTo("NotFound");
            assertThat(address("10.96.0.10").string("kind")).isEqualTo("IPAddress");
        }
    }

    @Test
    void repairMakesAnewWhatSaysSomethingThatIsNotSo() {
        create("a", "{\"clusterIP\":\"10.96.0.10\",\"ports\":[{\"port\":80}]}");
        var stored = server.stores().of("networking.k8s.io", "ipaddresses");
        stored.removeIf("", "10.96.0.10", any -> true);
        stored.add(
                "", "10.96.0.10", leaked("10.96.0.10").withAt(Value.of("gateways"), "spec", "parentRef", "resource"));

        try (var repair = server.allocation().repair()) {
            repair.repair();
        }

        assertThat(address("10.96.0.10").object("spec").object("parentRef").strings())
                .containsEntry("resource", "services")
                .containsEntry("name", "a");
    }

    @Test
    void repairLeavesAloneWhatWasTakenAnewSinceItsLastLook() {
        var stored = server.stores().of("networking.k8s.io", "ipaddresses");
        stored.add("", "10.96.0.11", leaked("10.96.0.11"));

        try (var repair = server.allocation().repair()) {
            repair.repair();
            stored.removeIf("", "10.96.0.11", any -> true);
            stored.add("", "10.96.0.11", leaked("10.96.0.11").withAt(Value.of("another"), "metadata", "uid"));
            repair.repair();
            assertThat(address("10.96.0.11").string("kind")).isEqualTo("IPAddress");
        }
    }

    private static ObjectValue leaked(String address) {
        var labels = ObjectValue.EMPTY.with("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
        var parent = ObjectValue.EMPTY
                .with("resource", "services")
                .with("namespace", "default")
                .with("name", "gone");
        return ObjectValue.builder()
                .put("apiVersion", "networking.k8s.io/v1")
                .put("kind", "IPAddress")
                .put("metadata", ObjectValue.EMPTY.with("name", address).with("labels", labels))
                .put("spec", ObjectValue.of("parentRef", parent))
                .build();
    }
}
