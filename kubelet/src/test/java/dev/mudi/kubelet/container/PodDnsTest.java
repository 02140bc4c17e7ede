package dev.mudi.kubelet.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.Sketch;
import dev.mudi.runtime.cri.DNSConfig;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodDnsTest {

    private static final KubeletConfiguration CONFIGURATION =
            KubeletConfiguration.of(Map.of("clusterDNS", List.of("10.96.0.10"), "clusterDomain", "cluster.local"));
    private static final String HOST = "# a comment\nnameserver 192.0.2.53\nsearch home.test .\noptions timeout:1\n";

    private static PodBuilder pod() {
        return new PodBuilder(Sketch.pod("Always", Sketch.container("a")).build());
    }

    private static DNSConfig dns(PodBuilder pod) {
        return PodDns.of(pod.build(), CONFIGURATION, HOST);
    }

    @Test
    void podsAskTheClusterFirst() {
        var dns = dns(pod());

        assertThat(dns.getServersList()).containsExactly("10.96.0.10");
        assertThat(dns.getSearchesList())
                .containsExactly("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "home.test");
        assertThat(dns.getOptionsList()).containsExactly("ndots:5");
    }

    @Test
    void podsOnTheHostsNetworkResolveAsTheHostUnlessTheySayOtherwise() {
        var host = pod().editSpec().withHostNetwork(true).endSpec();
        assertThat(dns(host).getServersList()).containsExactly("192.0.2.53");
        assertThat(dns(host.editSpec().withDnsPolicy("ClusterFirstWithHostNet").endSpec())
                        .getServersList())
                .containsExactly("10.96.0.10");
        assertThat(dns(pod().editSpec().withDnsPolicy("Default").endSpec()).getOptionsList())
                .containsExactly("timeout:1");
    }

    @Test
    void thePodsOwnSettingsAreAddedOrStandAlone() {
        var own = pod().editSpec()
                .withDnsPolicy("None")
                .withNewDnsConfig()
                .withNameservers("1.1.1.1")
                .withSearches("own.test")
                .addNewOption("ndots", "2")
                .addNewOption("edns0", null)
                .endDnsConfig()
                .endSpec();
        assertThat(dns(own).getServersList()).containsExactly("1.1.1.1");
        assertThat(dns(own).getOptionsList()).containsExactly("ndots:2", "edns0");
        var added = dns(own.editSpec().withDnsPolicy("ClusterFirst").endSpec());
        assertThat(added.getServersList()).containsExactly("10.96.0.10", "1.1.1.1");
        assertThat(added.getOptionsList()).containsExactly("ndots:2", "edns0");
    }

    @Test
    void etcHostsNamesThePodAndItsAliases() {
        var node = new NodeFacts("node-1", "host", List.of("192.0.2.1"), Map.of(), Map.of());
        var pod = pod().editSpec()
                .withSubdomain("shop")
                .withHostAliases(new HostAlias(List.of("foo.local", "bar.local"), "1.2.3.4"))
                .endSpec()
                .build();
        var names = PodNames.of(pod, node, "cluster.local");

        assertThat(EtcHosts.of(pod, names, List.of("10.0.0.5"), "")).isEqualTo("""
                # Kubernetes-managed hosts file.
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                fe00::0\tip6-localnet
                fe00::0\tip6-mcastprefix
                fe00::1\tip6-allnodes
                fe00::2\tip6-allrouters
                10.0.0.5\tweb.shop.default.svc.cluster.local\tweb

                # Entries added by HostAliases.
                1.2.3.4\tfoo.local\tbar.local
                """);
        var host = pod().editSpec().withHostNetwork(true).endSpec().build();
        assertThat(EtcHosts.of(host, PodNames.of(host, node, ""), List.of(), "127.0.0.1 here\n"))
                .isEqualTo("# Kubernetes-managed hosts file (host network).\n127.0.0.1 here\n");
    }

    @Test
    void longNamesAreCutToAHostname() {
        var node = new NodeFacts("node-1", "host", List.of(), Map.of(), Map.of());
        var pod = pod().editMetadata()
                .withName("a".repeat(62) + "-tail")
                .endMetadata()
                .build();

        assertThat(PodNames.of(pod, node, "").hostname()).isEqualTo("a".repeat(62));
    }
}
