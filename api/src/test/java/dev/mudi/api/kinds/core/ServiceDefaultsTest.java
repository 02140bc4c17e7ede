package dev.mudi.api.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import org.junit.jupiter.api.Test;

class ServiceDefaultsTest {
    @Test
    void anAddressOfALoadBalancerIsVirtualUnlessItSaysOtherwise() {
        var service = ServiceDefaults.service(Json.object("""
            {"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[
             {"ip":"192.0.2.1"},{"ip":"192.0.2.2","ipMode":"Proxy"},{"hostname":"example.com"}]}}}\
            """));

        var points = service.object("status").object("loadBalancer").array("ingress");
        assertThat(points.object(0).string("ipMode")).isEqualTo("VIP");
        assertThat(points.object(1).string("ipMode")).isEqualTo("Proxy");
        assertThat(points.object(2).has("ipMode")).isFalse();
    }

    private static ObjectValue kept(String next, String current) {
        return ServiceDefaults.keepAllocated(
                        Json.object("{\"spec\":" + next + "}"), Json.object("{\"spec\":" + current + "}"))
                .object("spec");
    }

    @Test
    void aPortKeepsTheNodePortOfItsNameWhateverElseChanges() {
        var spec = kept("""
                {"type":"NodePort","ports":[{"name":"a","port":81},{"name":"b","port":82,"nodePort":30001},{"name":"c","port":83}]}""", """
                {"type":"NodePort","ports":[{"name":"a","port":80,"nodePort":30000},{"name":"c","port":83,"nodePort":30001}]}""");

        assertThat(spec.array("ports").objects().map(port -> port.integer("nodePort", 0)))
                .as("what another port has now is not kept")
                .containsExactly(30000L, 30001L, 0L);
    }

    @Test
    void bothAddressesAreKeptUnlessTheUpdateSaysOtherwise() {
        var current = """
                {"type":"ClusterIP","clusterIP":"10.96.0.7","clusterIPs":["10.96.0.7","fd00::7"]}""";

        assertThat(kept("{\"type\":\"ClusterIP\"}", current).array("clusterIPs").strings())
                .containsExactly("10.96.0.7", "fd00::7");
        assertThat(kept("""
                        {"type":"ClusterIP","clusterIP":"10.96.0.8","clusterIPs":["10.96.0.7","fd00::7"]}""", current).array("clusterIPs").strings())
                .as("a client that knows the one address only")
                .containsExactly("10.96.0.8");
        assertThat(kept("""
                        {"type":"ExternalName","clusterIPs":["10.96.0.7","fd00::7"]}""", current).has("clusterIPs")).isFalse();
    }
}
