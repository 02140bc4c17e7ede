package dev.mudi.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.AdmissionChain;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DualStackServicesTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";
    private static final String PORTS = "\"ports\":[{\"port\":80}]";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = server("both", "10.96.0.0/16,fd00:10:96::/112");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ResourceServer server(String folder, String ranges) {
        return new ResourceServer(
                directory.resolve(folder),
                objects -> AdmissionChain.NONE,
                new ServiceAllocation.Ranges(ServiceRanges.parse(ranges), 30_000, 32_767));
    }

    private ObjectValue create(String name, String spec) {
        return create(server, SERVICES, name, spec);
    }

    private static ObjectValue create(ResourceServer at, String path, String name, String spec) {
        return at.call("POST", path, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "}}")
                .object();
    }

    private ObjectValue patch(String name, String spec) {
        return server.call(
                        "PATCH",
                        SERVICES + "/" + name,
                        "{\"spec\":{" + spec + "}}",
                        "Content-Type",
                        "application/merge-patch+json")
                .object();
    }

    private static List<String> ips(ObjectValue service) {
        return service.object("spec").array("clusterIPs").strings().toList();
    }

    private static List<String> families(ObjectValue service) {
        return service.object("spec").array("ipFamilies").strings().toList();
    }

    private List<String> taken() {
        return server.get(ADDRESSES)
                .object()
                .array("items")
                .objects()
                .map(address -> address.object("metadata").string("name"))
                .toList();
    }

    @Test
    void aServiceOfBothFamiliesHasAnAddressOfEach() {
        var service = create("a", PORTS + ",\"ipFamilyPolicy\":\"RequireDualStack\",\"ipFamilies\":[\"IPv6\"]");

        assertThat(families(service)).containsExactly("IPv6", "IPv4");
        assertThat(ips(service).getFirst())
                .startsWith("fd00:10:96::")
                .isEqualTo(service.object("spec").string("clusterIP"));
        assertThat(ips(service).getLast()).startsWith("10.96.");
        assertThat(taken()).containsExactlyInAnyOrderElementsOf(ips(service));
        var six = server.get(ADDRESSES + "/" + ips(service).getFirst()).object();
        assertThat(six.object("metadata").object("labels").strings())
                .containsEntry("ipaddress.kubernetes.io/ip-family", "IPv6");
        assertThat(six.object("spec").object("parentRef").string("name")).isEqualTo("a");
    }

    @Test
    void anAddressIsTakenInItsCanonicalForm() {
        var service = create("a", PORTS + ",\"clusterIP\":\"FD00:10:96:0::000A\"");
        var again = create("b", PORTS + ",\"clusterIP\":\"fd00:10:96::a\"");

        assertThat(ips(service)).containsExactly("FD00:10:96:0::000A");
        assertThat(taken()).containsExactly("fd00:10:96::a");
        assertThat(again.string("message"))
                .isEqualTo("Service \"b\" is invalid: spec.clusterIPs: Invalid value: [\"fd00:10:96::a\"]: failed to"
                        + " allocate IP fd00:10:96::a: provided IP is already allocated");
        try (var repair = server.allocation().repair()) {
            repair.repair();
            repair.repair();
        }
        assertThat(taken()).containsExactly("fd00:10:96::a");
        server.call("DELETE", SERVICES + "/a", "");
        assertThat(taken()).isEmpty();
    }

    @Test
    void aServiceIsUpgradedAndDowngraded() {
        var single = create("a", PORTS);
        var both = patch("a", "\"ipFamilyPolicy\":\"PreferDualStack\"");
        var takenThen = taken();
        var refused = patch("a", "\"ipFamilies\":[\"IPv4\"]");
        var singleAgain = patch("a", "\"ipFamilyPolicy\":\"SingleStack\"");

        assertThat(families(single)).containsExactly("IPv4");
        assertThat(families(both)).containsExactly("IPv4", "IPv6");
        assertThat(ips(both)).startsWith(ips(single).getFirst()).hasSize(2);
        assertThat(takenThen).containsExactlyInAnyOrderElementsOf(ips(both));
        assertThat(refused.string("message"))
                .isEqualTo("Service \"a\" is invalid: spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be"
                        + " 'SingleStack' to release the secondary IP family");
        assertThat(ips(singleAgain)).isEqualTo(ips(single));
        assertThat(families(singleAgain)).containsExactly("IPv4");
        assertThat(taken()).isEqualTo(ips(single));
    }

    @Test
    void anUpgradeMayNameItsAddress() {
        var first = ips(create("a", PORTS)).getFirst();
        var named = patch(
                "a", "\"ipFamilyPolicy\":\"RequireDualStack\",\"clusterIPs\":[\"" + first + "\",\"fd00:10:96::77\"]");

        assertThat(ips(named)).containsExactly(first, "fd00:10:96::77");
        assertThat(taken()).containsExactlyInAnyOrder(first, "fd00:10:96::77");
    }

    @Test
    void theFirstFamilyAndAddressStay() {
        var service = create("a", PORTS + ",\"ipFamilyPolicy\":\"RequireDualStack\"");
        var before = taken();

        var swapped = patch("a", "\"ipFamilies\":[\"IPv6\",\"IPv4\"]");
        var moved = patch(
                "a",
                "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\",\""
                        + ips(service).getLast() + "\"]");

        assertThat(swapped.string("message")).contains("expected an IPv6 value as indicated by `ipFamilies[0]`");
        assertThat(moved.string("message")).contains("spec.clusterIPs[0]").contains("may not change once set");
        assertThat(taken()).isEqualTo(before);
    }

    @Test
    void aServiceThatGetsANameOutsideGivesBothBack() {
        create("a", PORTS + ",\"ipFamilyPolicy\":\"RequireDualStack\"");
        var outside = patch("a", "\"type\":\"ExternalName\",\"externalName\":\"example.com\"");
        var takenThen = taken();
        var inside = patch("a", "\"type\":\"ClusterIP\",\"externalName\":null,\"ipFamilyPolicy\":\"PreferDualStack\"");

        assertThat(outside.object("spec").has("clusterIPs")).isFalse();
        assertThat(outside.object("spec").has("ipFamilies")).isFalse();
        assertThat(outside.object("spec").has("ipFamilyPolicy")).isFalse();
        assertThat(takenThen).isEmpty();
        assertThat(ips(inside)).hasSize(2);
        assertThat(taken()).containsExactlyInAnyOrderElementsOf(ips(inside));
    }

    @Test
    void aRefusalOfTheSecondAddressGivesBackTheFirst() {
        create("a", PORTS + ",\"clusterIP\":\"fd00:10:96::77\"");
        var clash = create(
                "b",
                PORTS + ",\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\",\"fd00:10:96::77\"],"
                        + "\"ipFamilyPolicy\":\"RequireDualStack\"");
        var later = create(
                "c",
                PORTS + ",\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\",\"fd00:10:97::1\"],"
                        + "\"ipFamilyPolicy\":\"RequireDualStack\"");

        assertThat(clash.string("message")).contains("failed to allocate IP fd00:10:96::77");
        assertThat(later.string("message"))
                .isEqualTo(
                        "Service \"c\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.9\",\"fd00:10:97::1\"]:"
                                + " failed to allocate IP fd00:10:97::1: the provided network does not match the current range");
        assertThat(taken()).containsExactly("fd00:10:96::77");
    }

    @Test
    void aDryRunShowsBothAndTakesNone() {
        create("a", PORTS);
        var before = taken();

        var created = create(server, SERVICES + "?dryRun=All", "b", PORTS + ",\"ipFamilyPolicy\":\"PreferDualStack\"");
        var upgraded = server.call(
                        "PATCH",
                        SERVICES + "/a?dryRun=All",
                        "{\"spec\":{\"ipFamilyPolicy\":\"PreferDualStack\"}}",
                        "Content-Type",
                        "application/merge-patch+json")
                .object();

        assertThat(ips(created)).hasSize(2).doesNotContain("");
        assertThat(ips(upgraded)).hasSize(2).doesNotContain("");
        assertThat(taken()).isEqualTo(before);
    }

    @Test
    void aHeadlessServiceHasFamiliesAndNoAddress() {
        var free = create("a", PORTS + ",\"clusterIP\":\"None\"");
        var selecting = create("b", PORTS + ",\"clusterIP\":\"None\",\"selector\":{\"a\":\"b\"}");
        var moved = patch("b", "\"ipFamilies\":[\"IPv6\"]");

        assertThat(families(free)).containsExactly("IPv4", "IPv6");
        assertThat(free.object("spec").string("ipFamilyPolicy")).isEqualTo("RequireDualStack");
        assertThat(families(selecting)).containsExactly("IPv4");
        assertThat(families(moved)).as("no address fixes them").containsExactly("IPv6");
        assertThat(taken()).isEmpty();
    }

    @Test
    void aClusterOfIpv6GivesItsAddresses() {
        try (var six = server("six", "fd00:10:96::/112")) {
            var service = create(six, SERVICES, "a", PORTS + ",\"ipFamilyPolicy\":\"PreferDualStack\"");
            var refused = create(six, SERVICES, "b", PORTS + ",\"ipFamilyPolicy\":\"RequireDualStack\"");

            assertThat(families(service)).containsExactly("IPv6");
            assertThat(ips(service)).singleElement().asString().startsWith("fd00:10:96::");
            assertThat(refused.string("message")).contains("this cluster is not configured for dual-stack services");
        }
    }

    @Test
    void aRangeIsFullAfterItsLastAddress() {
        try (var small = server("small", "10.96.0.0/29,fd00:10:96::/125")) {
            for (int i = 0; i < 6; i++) {
                assertThat(ips(create(small, SERVICES, "s" + i, PORTS + ",\"ipFamilyPolicy\":\"RequireDualStack\"")))
                        .hasSize(2);
            }
            var full = create(small, SERVICES, "t", PORTS + ",\"ipFamilyPolicy\":\"RequireDualStack\"");
            var six = create(small, SERVICES, "t", PORTS + ",\"ipFamilies\":[\"IPv6\"]");

            assertThat(full.string("message"))
                    .isEqualTo("Internal error occurred: failed to allocate a serviceIP for Service \"t\": range is"
                            + " full");
            assertThat(ips(six)).as("nothing of what was refused is taken").hasSize(1);
        }
    }
}
