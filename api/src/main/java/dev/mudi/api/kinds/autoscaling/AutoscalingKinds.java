package dev.mudi.api.kinds.autoscaling;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;

/** The strategies of the group autoscaling, by resource. */
public final class AutoscalingKinds {
    private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";

    private AutoscalingKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "horizontalpodautoscalers",
                KindStrategy.builder()
                        .defaults(AutoscalingKinds::defaults)
                        .rules(AutoscalerValidation::create)
                        .updateRules(AutoscalerValidation::update)
                        .status((next, current) -> AutoscalerValidation.status(next))
                        .build());
    }

    private static ObjectValue defaults(ObjectValue scaler) {
        return within(scaler, "spec", spec -> {
            var filled = ifAbsent(spec, "minReplicas", 1);
            if (scaler.string("apiVersion").equals("autoscaling/v1")) {
                boolean measured =
                        scaler.object("metadata").object("annotations").has(METRICS);
                return measured ? filled : ifAbsent(filled, "targetCPUUtilizationPercentage", 80);
            }
            if (filled.array("metrics").isEmpty()) {
                filled = filled.with("metrics", ArrayValue.of(cpuMetric()));
            }
            return filled.update(
                    "behavior",
                    behavior -> within(
                            within(behavior, "scaleUp", rules -> upward(rules)),
                            "scaleDown",
                            rules -> downward(rules)));
        });
    }

    private static ObjectValue cpuMetric() {
        var target = ObjectValue.builder()
                .put("type", "Utilization")
                .put("averageUtilization", 80)
                .build();
        var resource =
                ObjectValue.builder().put("name", "cpu").put("target", target).build();
        return ObjectValue.builder()
                .put("type", "Resource")
                .put("resource", resource)
                .build();
    }

    private static ObjectValue upward(ObjectValue rules) {
        var filled = ifAbsent(rules, "stabilizationWindowSeconds", 0);
        filled = ifAbsent(filled, "selectPolicy", "Max");
        return ifAbsent(filled, "policies", ArrayValue.of(policy("Pods", 4), policy("Percent", 100)));
    }

    private static ObjectValue downward(ObjectValue rules) {
        return ifAbsent(ifAbsent(rules, "selectPolicy", "Max"), "policies", ArrayValue.of(policy("Percent", 100)));
    }

    private static ObjectValue policy(String type, long value) {
        return ObjectValue.builder()
                .put("type", type)
                .put("value", value)
                .put("periodSeconds", 15)
                .build();
    }
}
