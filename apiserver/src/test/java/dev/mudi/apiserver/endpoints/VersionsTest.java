package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {
    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEventIsOneObjectInBothGroups() {
        var created = server.call("POST", "/apis/events.k8s.io/v1/namespaces/default/events", """
                {"metadata":{"name":"e"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"c",
                 "reportingInstance":"i","action":"Do","reason":"Done","type":"Normal","note":"said",
                 "regarding":{"kind":"Pod","name":"p","namespace":"default"}}""");
        assertThat(created.code()).as(created.text()).isEqualTo(201);

        var core = server.get("/api/v1/namespaces/default/events/e").object();
        var listed = server.get("/apis/events.k8s.io/v1/events?fieldSelector=regarding.name%3Dp")
                .object();

        assertThat(core.string("apiVersion")).isEqualTo("v1");
        assertThat(core.string("message")).isEqualTo("said");
        assertThat(core.object("involvedObject").string("name")).isEqualTo("p");
        assertThat(listed.array("items").object(0).string("note")).isEqualTo("said");
    }

    @Test
    void anAutoscalerOfTheOldVersionLosesNothingOfTheNew() {
        var v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        var v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        var created = server.call("POST", v2, """
                {"metadata":{"name":"h"},"spec":{"maxReplicas":3,
                 "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
                 "metrics":[{"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}},
                  {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}""");
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        var before = created.object().object("spec");

        var old = server.get(v1 + "/h").object();
        var written = server.call(
                "PUT",
                v1 + "/h",
                new String(dev.mudi.api.codec.Json.write(old), java.nio.charset.StandardCharsets.UTF_8));
        assertThat(written.code()).as(written.text()).isEqualTo(200);

        assertThat(old.object("spec").integer("targetCPUUtilizationPercentage", 0))
                .isEqualTo(50);
        assertThat(server.get(v2 + "/h").object().object("spec")).isEqualTo(before);
    }
}
