package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatchesTest {
    private final FakeApiServer server = new FakeApiServer(new ManualClock(Instant.parse("2026-01-01T00:00:00Z")));

    @Test
    void anObjectIsPatchedInOneRequest() {
        try (var client = server.client()) {
            var pod = new PodBuilder()
                    .withNewMetadata()
                    .withNamespace("a")
                    .withName("web")
                    .addToLabels("app", "web")
                    .endMetadata()
                    .build();
            client.resource(pod).create();
            server.takeWrites();
            var patches = new Patches(client);

            patches.merge(Patches.path(pod), Map.of("metadata", Map.of("labels", Map.of("app", "shop"))));
            patches.strategic(Patches.path(pod) + "/status", "{\"status\":{\"phase\":\"Running\"}}");

            assertThat(server.requests())
                    .containsExactly(
                            "PATCH /api/v1/namespaces/a/pods/web", "PATCH /api/v1/namespaces/a/pods/web/status");
            var patched = client.pods().inNamespace("a").withName("web").get();
            assertThat(patched.getMetadata().getLabels()).containsExactly(Map.entry("app", "shop"));
            assertThat(patched.getStatus().getPhase()).isEqualTo("Running");
        }
    }

    @Test
    void whatIsNotThereIsARefusal() {
        try (var client = server.client()) {
            var patches = new Patches(client);

            assertThatThrownBy(() -> patches.merge("/api/v1/namespaces/a/pods/none", Map.of()))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refusal -> assertThat(Refusals.isNotFound(refusal)).isTrue());
        }
    }
}
