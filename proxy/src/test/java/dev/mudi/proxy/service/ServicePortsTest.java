package dev.mudi.proxy.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicePortsTest {
    private static Service service(String... addresses) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withClusterIP(addresses[0])
                .withClusterIPs(addresses)
                .withExternalIPs("2001:db8::9", "192.0.2.9")
                .withLoadBalancerSourceRanges("2001:db8::/32", "192.0.2.0/24")
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointSlice slice(String type, String address) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web-" + type)
                .endMetadata()
                .withAddressType(type)
                .addNewEndpoint()
                .withAddresses(address)
                .endEndpoint()
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .withProtocol("TCP")
                .endPort()
                .build();
    }

    @Test
    void ofAServiceOfBothFamiliesIpv4IsServedWhicheverIsFirst() {
        for (var service : List.of(service("fd00::7", "10.96.0.7"), service("10.96.0.7", "fd00::7"))) {
            var port = ServicePorts.of(service).getFirst();

            assertThat(port.addresses().clusterIp()).isEqualTo("10.96.0.7");
            assertThat(port.addresses().externalIps()).containsExactly("192.0.2.9");
            assertThat(port.addresses().sourceRanges()).containsExactly("192.0.2.0/24");
            assertThat(ServicePorts.endpoints(
                            port, List.of(slice("IPv6", "fd00:1::1"), slice("IPv4", "10.244.0.1")), "node"))
                    .singleElement()
                    .satisfies(endpoint -> assertThat(endpoint.ip()).isEqualTo("10.244.0.1"));
        }
    }

    @Test
    void aServiceOfIpv6AloneIsNotServed() {
        assertThat(ServicePorts.of(service("fd00::7"))).isEmpty();
    }

    /** Source: kube-proxy leaves slices with this label to whoever resolves the service's name. */
    @Test
    void aSliceThatSaysItIsHeadlessHasNoEndpointsToServe() {
        var port = ServicePorts.of(service("10.96.0.7")).getFirst();
        var shown = slice("IPv4", "10.244.0.1");
        var headless = new EndpointSliceBuilder(shown)
                .editMetadata()
                .addToLabels("service.kubernetes.io/headless", "")
                .endMetadata()
                .build();

        assertThat(ServicePorts.endpoints(port, List.of(shown), "node")).hasSize(1);
        assertThat(ServicePorts.endpoints(port, List.of(headless), "node")).isEmpty();
    }
}
