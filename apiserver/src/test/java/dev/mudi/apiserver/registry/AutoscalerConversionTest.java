package dev.mudi.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AutoscalerConversionTest {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";

    private static ObjectValue decoded(ObjectValue object, String version) throws MalformedException {
        var type = SchemaCatalog.builtIn()
                .kind("autoscaling", version, "HorizontalPodAutoscaler")
                .orElseThrow();
        return Decoder.decode(object, type).object();
    }

    private static ObjectValue scaler(String spec, String status) throws MalformedException {
        return decoded(
                Json.object("{\"apiVersion\":\"autoscaling/v2\",\"kind\":\"HorizontalPodAutoscaler\","
                        + "\"metadata\":{\"name\":\"h\",\"annotations\":{\"mine\":\"stays\"}},"
                        + "\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"D\",\"name\":\"d\"}," + spec
                        + "},\"status\":{\"desiredReplicas\":1," + status + "}}"),
                "v2");
    }

    private static ObjectValue through(ObjectValue stored) throws MalformedException {
        var served = decoded(AutoscalerConversion.INSTANCE.toServed(stored), "v1");
        return decoded(AutoscalerConversion.INSTANCE.toStored(served), "v2");
    }

    private static String pick(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    /** A target that validation lets through. */
    private static String target(Random random, String... choices) {
        return "\"target\":{" + pick(random, choices) + "}";
    }

    private static String metric(Random random) {
        var value = "\"type\":\"Value\",\"value\":\"" + (1 + random.nextInt(9)) + "\"";
        var average = "\"type\":\"AverageValue\",\"averageValue\":\"" + (1 + random.nextInt(900)) + "m\"";
        var both = average + ",\"value\":\"3\"";
        var share = "\"type\":\"Utilization\",\"averageUtilization\":" + (1 + random.nextInt(100));
        var name =
                "\"metric\":{\"name\":\"m\"" + pick(random, "", ",\"selector\":{\"matchLabels\":{\"a\":\"b\"}}") + "},";
        return switch (random.nextInt(5)) {
            case 0 ->
                "{\"type\":\"Object\",\"object\":{\"describedObject\":{\"kind\":\"S\",\"name\":\"s\"}," + name
                        + target(random, value, average, both) + "}}";
            case 1 -> "{\"type\":\"Pods\",\"pods\":{" + name + target(random, average) + "}}";
            case 2 -> "{\"type\":\"External\",\"external\":{" + name + target(random, value, average) + "}}";
            case 3 ->
                "{\"type\":\"ContainerResource\",\"containerResource\":{\"name\":\"cpu\",\"container\":\"c\","
                        + target(random, average, share) + "}}";
            default ->
                "{\"type\":\"Resource\",\"resource\":{\"name\":\"memory\"," + target(random, average, share) + "}}";
        };
    }

    private static String rules(Random random) {
        return "{\"selectPolicy\":\"" + pick(random, "Max", "Min") + "\",\"policies\":[{\"type\":\"Pods\",\"value\":"
                + (1 + random.nextInt(9)) + ",\"periodSeconds\":15}]"
                + pick(random, "", ",\"stabilizationWindowSeconds\":0", ",\"tolerance\":\"100m\"") + "}";
    }

    @Test
    void whatIsWrittenInTheOldVersionAndReadInTheNewIsTheSame() throws MalformedException {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var metrics = new ArrayList<String>();
            for (int i = random.nextInt(4); i > 0; i--) {
                metrics.add(metric(random));
            }
            if (metrics.isEmpty() || random.nextBoolean()) {
                metrics.add("{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\","
                        + target(random, "\"type\":\"Utilization\",\"averageUtilization\":50") + "}}");
            }
            var behavior = pick(
                    random,
                    "",
                    ",\"behavior\":{\"scaleUp\":" + rules(random) + "}",
                    ",\"behavior\":{\"scaleUp\":" + rules(random) + ",\"scaleDown\":" + rules(random) + "}");
            var stored = scaler(
                    "\"metrics\":[" + String.join(",", metrics) + "]" + behavior,
                    "\"conditions\":[{\"type\":\"AbleToScale\",\"status\":\"True\",\"reason\":\"R\"}]");

            assertThat(through(stored)).as("seed " + seed).isEqualTo(stored);
        }
    }

    @Test
    void statusesWithoutAnAmountHaveNaught() throws MalformedException {
        var stored = scaler("\"metrics\":[]", """
                "currentMetrics":[
                 {"type":"Pods","pods":{"metric":{"name":"p"},"current":{}}},
                 {"type":"External","external":{"metric":{"name":"e"},"current":{"averageValue":"2"}}},
                 {"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":7}}},
                 {"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":9}}}]""");

        var served = AutoscalerConversion.INSTANCE.toServed(stored);

        assertThat(served.object("metadata").object("annotations").string(PREFIX + "current-metrics"))
                .contains(
                        "\"metricName\":\"p\",\"currentAverageValue\":\"0\"",
                        "\"metricName\":\"e\",\"currentValue\":\"0\",\"currentAverageValue\":\"2\"",
                        "\"currentAverageUtilization\":7,\"currentAverageValue\":\"0\"");
        assertThat(served.object("status").integer("currentCPUUtilizationPercentage", 0))
                .as("the last one counts")
                .isEqualTo(9);
    }

    @Test
    void theCpuUseOfAnOldStatusIsACurrentMetric() throws MalformedException {
        var served = AutoscalerConversion.INSTANCE
                .toServed(scaler("\"metrics\":[]", "\"currentReplicas\":1"))
                .withAt(Value.of(42), "status", "currentCPUUtilizationPercentage");

        var stored = decoded(AutoscalerConversion.INSTANCE.toStored(served), "v2");

        assertThat(stored.object("status").array("currentMetrics")).isEqualTo(ArrayValue.of(Json.object("""
                        {"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":42}}}""")));
    }

    @Test
    void annotationsOfVersionsThatAreGoneAreDropped() throws MalformedException {
        var stored = scaler("\"metrics\":[]", "\"currentReplicas\":1");
        var given = stored.withAt(
                ObjectValue.of("mine", Value.of("stays"), PREFIX + "scale-up-tolerance", Value.of("1")),
                "metadata",
                "annotations");

        assertThat(AutoscalerConversion.INSTANCE
                        .toServed(given)
                        .object("metadata")
                        .object("annotations")
                        .names())
                .containsExactly("mine");
    }
}
