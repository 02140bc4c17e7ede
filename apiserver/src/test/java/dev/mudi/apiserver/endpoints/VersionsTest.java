package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.charset.StandardCharsets;
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
        var written = server.call("PUT", v1 + "/h", text(old));
        assertThat(written.code()).as(written.text()).isEqualTo(200);

        assertThat(old.object("spec").integer("targetCPUUtilizationPercentage", 0))
                .isEqualTo(50);
        assertThat(server.get(v2 + "/h").object().object("spec")).isEqualTo(before);
    }

    /** The annotations are those that kube-apiserver 1.36 makes of the same object. */
    @Test
    void anAutoscalerOfTheOldVersionHasWhatItLacksAsAnnotations() throws MalformedException {
        var v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        var v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/h";
        var created = server.call("POST", v2, """
                {"metadata":{"name":"h"},"spec":{"maxReplicas":3,
                 "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
                 "behavior":{"scaleDown":{"stabilizationWindowSeconds":60,"policies":[{"type":"Pods","value":4,"periodSeconds":15}]}},
                 "metrics":[
                  {"type":"Pods","pods":{"metric":{"name":"rps","selector":{"matchLabels":{"a":"b"}}},"target":{"type":"AverageValue","averageValue":"3"}}},
                  {"type":"External","external":{"metric":{"name":"q"},"target":{"type":"Value","value":"7"}}},
                  {"type":"Object","object":{"metric":{"name":"o"},"describedObject":{"kind":"Service","name":"s","apiVersion":"v1"},"target":{"type":"AverageValue","averageValue":"5"}}},
                  {"type":"ContainerResource","containerResource":{"name":"memory","container":"c","target":{"type":"Utilization","averageUtilization":10}}}]}}""");
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        server.call("PATCH", v2 + "/h/status", """
                {"status":{"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":40,"averageValue":"100m"}}}]}}""", "Content-Type", "application/merge-patch+json");

        var old = server.get(v1).object();
        var annotations = old.object("metadata").object("annotations");
        var prefix = "autoscaling.alpha.kubernetes.io/";
        assertThat(tree(annotations.string(prefix + "metrics"))).isEqualTo(tree("""
                [{"type":"Pods","pods":{"metricName":"rps","targetAverageValue":"3","selector":{"matchLabels":{"a":"b"}}}},
                 {"type":"External","external":{"metricName":"q","targetValue":"7"}},
                 {"type":"Object","object":{"target":{"kind":"Service","name":"s","apiVersion":"v1"},"metricName":"o","targetValue":"0","averageValue":"5"}},
                 {"type":"ContainerResource","containerResource":{"name":"memory","targetAverageUtilization":10,"container":"c"}}]"""));
        assertThat(annotations.string(prefix + "current-metrics"))
                .isEqualTo(
                        "[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"currentAverageUtilization\":40,\"currentAverageValue\":\"100m\"}}]");
        assertThat(annotations.string(prefix + "behavior"))
                .contains(
                        "\"ScaleDown\":{\"StabilizationWindowSeconds\":60,\"SelectPolicy\":\"Max\",\"Policies\":[{\"Type\":\"Pods\",\"Value\":4,\"PeriodSeconds\":15}],\"Tolerance\":null}");

        var written = server.call("PUT", v1, text(old));
        assertThat(written.code()).as(written.text()).isEqualTo(200);
        var after = server.get(v2 + "/h").object();
        assertThat(after.object("spec")).isEqualTo(created.object().object("spec"));
        assertThat(after.object("metadata").has("annotations")).isFalse();

        var broken = server.get(v1).object().withAt(Value.of("[{]"), "metadata", "annotations", prefix + "metrics");
        assertThat(server.call("PUT", v1, text(broken)).code()).isEqualTo(200);
    }

    private static String text(Value value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static Value tree(String json) throws MalformedException {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
