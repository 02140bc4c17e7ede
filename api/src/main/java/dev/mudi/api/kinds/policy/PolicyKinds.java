package dev.mudi.api.kinds.policy;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Conditions;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Percentages;
import dev.mudi.api.validation.Selectors;
import java.util.List;
import java.util.Map;

/** The strategies of the group policy, by resource. */
public final class PolicyKinds {
    private PolicyKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "poddisruptionbudgets",
                KindStrategy.builder()
                        .metadataAfterwards()
                        .rules(PolicyKinds::validate)
                        .status((next, current) -> status(next.at("status")))
                        .generations()
                        .conditional()
                        .build());
    }

    private static void validate(At budget) {
        var spec = budget.at("spec");
        if (spec.at("minAvailable").isSet() && spec.at("maxUnavailable").isSet()) {
            InternalForm.at(spec, "policy.v1.PodDisruptionBudgetSpec")
                    .invalid("minAvailable and maxUnavailable cannot be both set");
        }
        for (var field : List.of("minAvailable", "maxUnavailable")) {
            if (spec.at(field).isSet()) {
                Percentages.validate(spec.at(field));
                Percentages.mustBeAtMostAll(spec.at(field));
            }
        }
        Selectors.validate(spec.at("selector"));
        if (spec.at("unhealthyPodEvictionPolicy").isSet()) {
            spec.at("unhealthyPodEvictionPolicy").mustBeOneOf("AlwaysAllow", "IfHealthyBudget");
        }
    }

    private static void status(At status) {
        Conditions.validate(status.at("conditions"));
        for (var count : List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")) {
            status.at(count).mustNotBeNegative();
        }
    }
}
