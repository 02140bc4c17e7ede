package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvictionTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
        server.call(
                "POST",
                PODS,
                "{\"metadata\":{\"name\":\"p\",\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":"
                        + "[{\"name\":\"c\",\"image\":\"i\"}]}}");
        server.call(
                "POST",
                PODS + "/p/binding",
                "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}");
        patch(
                PODS + "/p/status",
                "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MemoryResponse patch(String path, String patch) {
        return server.call("PATCH", path, patch, "Content-Type", "application/merge-patch+json");
    }

    private MemoryResponse evict(String more) {
        return server.call("POST", PODS + "/p/eviction", "{\"metadata\":{\"name\":\"p\"}" + more + "}");
    }

    private void budget(int allowed) {
        var budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        server.call(
                "POST",
                budgets,
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}}}}");
        patch(
                budgets + "/d/status",
                "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":" + allowed
                        + ",\"currentHealthy\":1,\"desiredHealthy\":1,\"expectedPods\":1}}");
    }

    @Test
    void aPodGoesWhenItsBudgetAllowsIt() {
        budget(1);
        var first = evict("");

        assertThat(first.code()).as(first.text()).isEqualTo(201);
        assertThat(server.get(PODS + "/p").object().object("metadata").string("deletionTimestamp"))
                .isNotEmpty();
        assertThat(server.get("/apis/policy/v1/namespaces/default/poddisruptionbudgets/d")
                        .object()
                        .object("status")
                        .integer("disruptionsAllowed", -1))
                .isZero();
    }

    @Test
    void aPodStaysWhenTheRequestIsADryRun() {
        var pretended = server.call(
                "POST",
                PODS + "/p/eviction?dryRun=All",
                "{\"metadata\":{\"name\":\"p\"},\"deleteOptions\":{\"gracePeriodSeconds\":0}}");

        assertThat(pretended.code()).as(pretended.text()).isEqualTo(201);
        assertThat(server.get(PODS + "/p").object().object("metadata").string("deletionTimestamp"))
                .isEmpty();
    }

    @Test
    void aPodStaysWhenItsBudgetIsUsedUp() {
        budget(0);
        var refused = evict("");

        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.object().string("message"))
                .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(server.get(PODS + "/p").object().object("metadata").string("deletionTimestamp"))
                .isEmpty();
    }

    @Test
    void onlyTheStateThatIsMeantIsEvicted() {
        var stale = evict(",\"deleteOptions\":{\"preconditions\":{\"resourceVersion\":\"1\"}}");
        var version = server.get(PODS + "/p").object().object("metadata").string("resourceVersion");
        var meant = evict(",\"deleteOptions\":{\"preconditions\":{\"resourceVersion\":\"" + version + "\"}}");

        assertThat(stale.code()).isEqualTo(409);
        assertThat(meant.code()).as(meant.text()).isEqualTo(201);
    }
}
