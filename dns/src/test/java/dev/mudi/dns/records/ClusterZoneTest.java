package dev.mudi.dns.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ClusterZoneTest {
    private final ClusterZone zone = new ClusterZone("cluster.local.");

    private List<String> ask(String name, int type) throws Exception {
        return switch (zone.ask(Name.fromString(name), type)) {
            case ClusterZone.Meaning.Known(var answers, var extras) ->
                answers.stream().map(Record::rdataToString).toList();
            case ClusterZone.Meaning.Unknown ignored -> List.of("NXDOMAIN");
            case ClusterZone.Meaning.Elsewhere ignored -> List.of("elsewhere");
        };
    }

    private void serve(String name, String clusterIp, String... endpoints) {
        var service = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(clusterIp)
                .withClusterIPs(clusterIp)
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
        var slice = new EndpointSliceBuilder().withAddressType("IPv4").addNewPort("http", "http", 8080, "TCP");
        for (int i = 0; i < endpoints.length; i++) {
            slice.addNewEndpoint()
                    .withAddresses(endpoints[i])
                    .withHostname(i == 0 ? "first" : null)
                    .endEndpoint();
        }
        zone.put(new ServiceKey("default", name), ServiceReader.read(service, List.of(slice.build())));
    }

    @Test
    void namesAServiceByItsClusterIp() throws Exception {
        serve("web", "10.96.0.5");
        assertThat(ask("web.default.svc.cluster.local.", Type.A)).containsExactly("10.96.0.5");
        assertThat(ask("WEB.Default.svc.cluster.local.", Type.A)).containsExactly("10.96.0.5");
        assertThat(ask("web.default.svc.cluster.local.", Type.AAAA)).isEmpty();
        assertThat(ask("_http._tcp.web.default.svc.cluster.local.", Type.SRV))
                .containsExactly("0 100 80 web.default.svc.cluster.local.");
        assertThat(ask("5.0.96.10.in-addr.arpa.", Type.PTR)).containsExactly("web.default.svc.cluster.local.");
    }

    @Test
    void namesTheEndpointsOfAHeadlessService() throws Exception {
        serve("db", "None", "10.0.0.1", "10.0.0.2");
        assertThat(ask("db.default.svc.cluster.local.", Type.A)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(ask("first.db.default.svc.cluster.local.", Type.A)).containsExactly("10.0.0.1");
        assertThat(ask("10-0-0-2.db.default.svc.cluster.local.", Type.A)).containsExactly("10.0.0.2");
        assertThat(ask("_http._tcp.db.default.svc.cluster.local.", Type.SRV))
                .containsExactly(
                        "0 100 8080 first.db.default.svc.cluster.local.",
                        "0 100 8080 10-0-0-2.db.default.svc.cluster.local.");
        assertThat(ask("2.0.0.10.in-addr.arpa.", Type.PTR)).containsExactly("10-0-0-2.db.default.svc.cluster.local.");
    }

    @Test
    void forgetsTheNamesOfARemovedService() throws Exception {
        serve("web", "10.96.0.5");
        zone.remove(new ServiceKey("default", "web"));
        assertThat(ask("web.default.svc.cluster.local.", Type.A)).containsExactly("NXDOMAIN");
        assertThat(ask("5.0.96.10.in-addr.arpa.", Type.PTR)).containsExactly("elsewhere");
        assertThat(ask("default.svc.cluster.local.", Type.A)).containsExactly("NXDOMAIN");
    }

    @Test
    void namesPodsByTheirDashedAddressInNamespacesThatExist() throws Exception {
        serve("web", "10.96.0.5");
        assertThat(ask("10-244-0-7.default.pod.cluster.local.", Type.A)).containsExactly("10.244.0.7");
        assertThat(ask("10-244-0-7.nowhere.pod.cluster.local.", Type.A)).containsExactly("NXDOMAIN");
        assertThat(ask("nonsense.default.pod.cluster.local.", Type.A)).containsExactly("NXDOMAIN");
    }

    @Test
    void leavesOtherNamesToOthers() throws Exception {
        assertThat(ask("example.org.", Type.A)).containsExactly("elsewhere");
        assertThat(ask("nothing.cluster.local.", Type.A)).containsExactly("NXDOMAIN");
        assertThat(ask("dns-version.cluster.local.", Type.TXT)).containsExactly("1.1.0");
    }

    @Test
    void aliasesAnExternalName() throws Exception {
        zone.put(
                new ServiceKey("default", "out"),
                ServiceReader.read(
                        new ServiceBuilder()
                                .withNewSpec()
                                .withType("ExternalName")
                                .withExternalName("db.example.org")
                                .endSpec()
                                .build(),
                        List.of()));
        assertThat(ask("out.default.svc.cluster.local.", Type.A)).containsExactly("db.example.org.");
    }
}
