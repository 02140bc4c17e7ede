package dev.mudi.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteApiServicesTest {
    private static final String NAME = "v1beta1.metrics.example.com";
    private static final String API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    private static void awaitCondition(Loopback loopback, String status, String reason) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var service = loopback.get(API_SERVICES + "/" + NAME).orElseThrow();
            assertThat(service.object("status").array("conditions").objects())
                    .extracting(one -> one.string("type") + "=" + one.string("status") + " " + one.string("reason"))
                    .containsExactly("Available=" + status + " " + reason);
        });
    }

    @Test
    void theConditionFollowsTheServiceAndItsEndpoints(@TempDir Path directory) throws Exception {
        try (var dev = DevServer.start(directory, 0)) {
            var loopback = new Loopback(dev.server()::handle);
            loopback.create(API_SERVICES, Json.object("""
                    {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"%s"},
                     "spec":{"group":"metrics.example.com","version":"v1beta1","groupPriorityMinimum":100,"versionPriority":100,
                             "insecureSkipTLSVerify":true,"service":{"namespace":"default","name":"metrics"}}}
                    """.formatted(NAME)));
            awaitCondition(loopback, "False", "ServiceNotFound");

            loopback.create(SERVICES, Json.object("""
                    {"apiVersion":"v1","kind":"Service","metadata":{"name":"metrics"},
                     "spec":{"ports":[{"name":"https","port":443}]}}
                    """));
            awaitCondition(loopback, "False", "EndpointsNotFound");

            loopback.create(SLICES, slice("false"));
            awaitCondition(loopback, "False", "MissingEndpoints");
            loopback.update(SLICES + "/metrics-1", slice("true"));
            awaitCondition(loopback, "False", "FailedDiscoveryCheck");

            loopback.update(
                    SLICES + "/metrics-1",
                    slice("true").withAt(Value.of("other"), "metadata", "labels", "kubernetes.io/service-name"));
            awaitCondition(loopback, "False", "EndpointsNotFound");
            loopback.update(SLICES + "/metrics-1", slice("true"));
            awaitCondition(loopback, "False", "FailedDiscoveryCheck");

            loopback.delete(SLICES + "/metrics-1");
            awaitCondition(loopback, "False", "EndpointsNotFound");
            loopback.delete(SERVICES + "/metrics");
            awaitCondition(loopback, "False", "ServiceNotFound");
        }
    }

    private static ObjectValue slice(String ready) {
        return Json.object("""
                {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
                 "metadata":{"name":"metrics-1","labels":{"kubernetes.io/service-name":"metrics"}},
                 "endpoints":[{"addresses":["10.1.2.3"],"conditions":{"ready":%s}}],"ports":[{"name":"https","port":8443}]}
                """.formatted(ready));
    }
}
