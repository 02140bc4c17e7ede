package dev.mudi.api.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
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
}
