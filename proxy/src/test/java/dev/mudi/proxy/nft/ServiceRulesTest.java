package dev.mudi.proxy.nft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.proxy.service.Destinations;
import dev.mudi.proxy.service.Endpoint;
import dev.mudi.proxy.service.Protocol;
import dev.mudi.proxy.service.ServiceKey;
import dev.mudi.proxy.service.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceRulesTest {
    private static final String MARK = "meta mark set meta mark or 0x4000";
    private static final ServicePort.Policy SPREAD = new ServicePort.Policy(false, false, 0);
    private static final ServicePort.Policy LOCAL = new ServicePort.Policy(false, true, 0);

    static ServicePort port(int nodePort, ServicePort.Policy policy) {
        return new ServicePort(
                new ServiceKey("ns1", "svc1"),
                "p80",
                Protocol.TCP,
                80,
                nodePort,
                new ServicePort.Addresses("172.30.0.41", List.of(), List.of(), List.of()),
                policy);
    }

    static Endpoint endpoint(String ip, boolean local) {
        return new Endpoint(ip, 8080, true, true, false, local);
    }

    private static ServiceRules rules(ServicePort port, Endpoint... endpoints) {
        return ServiceRules.of(port, Destinations.of(port.policy(), List.of(endpoints)), MARK);
    }

    @Test
    void namesChainsAsUpstreamDoes() {
        assertThat(ServiceRules.hashed("ns1/svc1/tcp/p80")).isEqualTo("ULMVA6XW-ns1/svc1/tcp/p80");
        assertThat(ServiceRules.hashed("ns5/svc5/tcp/p80__10.180.0.3/80"))
                .isEqualTo("GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80");
    }

    @Test
    void spreadsClusterIpTrafficOverTheEndpointsInOneRule() {
        var rules = rules(port(0, SPREAD), endpoint("10.0.0.2", false), endpoint("10.0.0.1", true));
        assertThat(rules.chains())
                .containsExactly(Map.entry(
                        "service-ULMVA6XW-ns1/svc1/tcp/p80",
                        List.of("meta l4proto tcp dnat ip addr . port to numgen random mod 2 map "
                                + "{ 0 : 10.0.0.1 . 8080, 1 : 10.0.0.2 . 8080 }")));
        assertThat(rules.elements())
                .containsExactly(
                        new ServiceRules.Element("cluster-ips", "172.30.0.41", ""),
                        new ServiceRules.Element(
                                "service-ips", "172.30.0.41 . tcp . 80", "goto service-ULMVA6XW-ns1/svc1/tcp/p80"),
                        new ServiceRules.Element("hairpin-connections", "10.0.0.1 . 10.0.0.1 . tcp . 8080", ""),
                        new ServiceRules.Element("hairpin-connections", "10.0.0.2 . 10.0.0.2 . tcp . 8080", ""));
    }

    @Test
    void refusesConnectionsToAServiceWithoutEndpoints() {
        var rules = rules(port(30080, SPREAD));
        assertThat(rules.chains()).isEmpty();
        assertThat(rules.elements())
                .contains(
                        new ServiceRules.Element("no-endpoint-services", "172.30.0.41 . tcp . 80", "goto reject-chain"),
                        new ServiceRules.Element("no-endpoint-nodeports", "tcp . 30080", "goto reject-chain"));
    }

    @Test
    void masqueradesNodePortTrafficUnlessThePolicyIsLocal() {
        assertThat(rules(port(30080, SPREAD), endpoint("10.0.0.1", true)).chains())
                .containsEntry(
                        "external-ULMVA6XW-ns1/svc1/tcp/p80", List.of(MARK, "goto service-ULMVA6XW-ns1/svc1/tcp/p80"));
        var local = rules(port(30080, LOCAL), endpoint("10.0.0.1", true), endpoint("10.0.0.2", false));
        assertThat(local.chains())
                .containsEntry("external-ULMVA6XW-ns1/svc1/tcp/p80", List.of("goto local-ULMVA6XW-ns1/svc1/tcp/p80"))
                .containsEntry(
                        "local-ULMVA6XW-ns1/svc1/tcp/p80",
                        List.of("meta l4proto tcp dnat ip addr . port to numgen random mod 1 map "
                                + "{ 0 : 10.0.0.1 . 8080 }"));
    }

    @Test
    void dropsNodePortTrafficWhenThePolicyIsLocalAndTheEndpointsAreElsewhere() {
        assertThat(rules(port(30080, LOCAL), endpoint("10.0.0.2", false)).elements())
                .contains(new ServiceRules.Element("no-endpoint-nodeports", "tcp . 30080", "drop"));
    }

    @Test
    void writesOnlyWhatAChangeOfOneEndpointTouches() {
        var ruleset = new Ruleset("ip t");
        var many = new java.util.HashMap<String, ServiceRules>();
        for (int i = 0; i < 500; i++) {
            var port = new ServicePort(
                    new ServiceKey("ns", "svc" + i),
                    "p",
                    Protocol.TCP,
                    80,
                    0,
                    new ServicePort.Addresses("172.30.1." + i, List.of(), List.of(), List.of()),
                    SPREAD);
            many.put(port.ruleName(), rules(port, endpoint("10.1.0." + i, false)));
        }
        ruleset.update(many);
        var changed = new ServicePort(
                new ServiceKey("ns", "svc7"),
                "p",
                Protocol.TCP,
                80,
                0,
                new ServicePort.Addresses("172.30.1.7", List.of(), List.of(), List.of()),
                SPREAD);
        var change = ruleset.update(
                Map.of(changed.ruleName(), rules(changed, endpoint("10.1.0.7", false), endpoint("10.9.9.9", false))));
        assertThat(change.apply())
                .hasSize(4)
                .allMatch(command -> command.contains("svc7") || command.contains("10.9.9.9"));
        assertThat(change.sweep()).isEmpty();
    }

    @Test
    void theKernelTakesEveryRuleAndGivesEverythingBack() throws Exception {
        var table = new NftTable(
                "mudi-test-" + ProcessHandle.current().pid(),
                new TableLayout("198.51.100.0/24", "198.18.0.0/24", List.of()));
        var ruleset = new Ruleset(table.reference());
        try {
            table.replace(List.of());
            var sticky = new ServicePort(
                    new ServiceKey("ns5", "svc5"),
                    "p80",
                    Protocol.TCP,
                    80,
                    0,
                    new ServicePort.Addresses(
                            "198.51.100.5", List.of("203.0.113.9"), List.of("203.0.113.8"), List.of("203.0.113.0/25")),
                    new ServicePort.Policy(false, true, 10_800));
            var endpoints = new ArrayList<>(List.of(endpoint("198.18.0.1", true), endpoint("198.18.0.2", false)));
            for (var wanted : List.of(
                    ServiceRules.of(sticky, Destinations.of(sticky.policy(), endpoints), MARK),
                    ServiceRules.of(sticky, Destinations.of(sticky.policy(), endpoints.subList(0, 1)), MARK),
                    ServiceRules.of(sticky, Destinations.NONE, MARK),
                    ServiceRules.NONE)) {
                var change = ruleset.update(Map.of(sticky.ruleName(), wanted));
                table.run(change.apply());
                table.run(change.sweep());
            }
            assertThat(ruleset.size()).isZero();
            var listing = new ProcessBuilder(
                            "nft", "list", "table", "ip", table.reference().substring(3))
                    .start();
            assertThat(new String(listing.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("chain services")
                    .doesNotContain("svc5");
        } finally {
            table.delete();
        }
    }
}
