package dev.mudi.controllers.disruption;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.pods.Scaled;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A budget's arithmetic.
 *
 * @param expected how many pods there should be
 * @param desired how many of them must stay healthy
 * @param healthy how many are, those not counted whose eviction has been granted
 * @param disrupted pods whose eviction has been granted and that are still there, with the time of the grant
 */
record Budget(int expected, int desired, int healthy, Map<String, String> disrupted) {
    /** An eviction that has not led to a deletion by then is forgotten. */
    static final Duration GRANT = Duration.ofMinutes(2);

    /**
     * Computes it.
     *
     * @param pods those that the budget selects
     * @param scale how many pods their controllers ask for
     */
    static Budget of(PodDisruptionBudget budget, List<Pod> pods, int scale, Instant now) {
        var disrupted = disrupted(budget, pods, now);
        int healthy = (int) pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && Conditions.isReady(pod))
                .filter(pod -> !disrupted.containsKey(pod.getMetadata().getName()))
                .count();
        IntOrString most = budget.getSpec().getMaxUnavailable();
        IntOrString least = budget.getSpec().getMinAvailable();
        if (most != null) {
            return new Budget(scale, Math.max(0, scale - Scaled.up(most, scale)), healthy, disrupted);
        }
        if (least == null) {
            return new Budget(pods.size(), pods.size(), healthy, disrupted);
        }
        return least.getStrVal() == null
                ? new Budget(pods.size(), least.getIntVal(), healthy, disrupted)
                : new Budget(scale, Scaled.up(least, scale), healthy, disrupted);
    }

    /** Whether the budget must know what the pods' controllers ask for. */
    static boolean needsScale(PodDisruptionBudget budget) {
        var least = budget.getSpec().getMinAvailable();
        return budget.getSpec().getMaxUnavailable() != null || (least != null && least.getStrVal() != null);
    }

    private static Map<String, String> disrupted(PodDisruptionBudget budget, List<Pod> pods, Instant now) {
        Map<String, String> kept = new HashMap<>();
        if (budget.getStatus() == null || budget.getStatus().getDisruptedPods() == null) {
            return kept;
        }
        for (var pod : pods) {
            var granted =
                    budget.getStatus().getDisruptedPods().get(pod.getMetadata().getName());
            if (granted != null
                    && pod.getMetadata().getDeletionTimestamp() == null
                    && Timestamps.parse(granted).plus(GRANT).isAfter(now)) {
                kept.put(pod.getMetadata().getName(), granted);
            }
        }
        return kept;
    }

    int allowed() {
        return expected <= 0 ? 0 : Math.max(0, healthy - desired);
    }

    PodDisruptionBudgetStatus status(PodDisruptionBudget budget, Instant now) {
        var before = Objects.requireNonNullElseGet(budget.getStatus(), PodDisruptionBudgetStatus::new);
        List<Condition> conditions = new ArrayList<>(before.getConditions());
        var old = conditions.stream()
                .filter(condition -> condition.getType().equals("DisruptionAllowed"))
                .findFirst();
        var truth = allowed() > 0 ? Conditions.TRUE : Conditions.FALSE;
        var since = old.filter(condition -> condition.getStatus().equals(truth))
                .map(Condition::getLastTransitionTime)
                .orElse(Timestamps.time(now));
        old.ifPresent(conditions::remove);
        conditions.add(new ConditionBuilder()
                .withType("DisruptionAllowed")
                .withStatus(truth)
                .withReason(allowed() > 0 ? "SufficientPods" : "InsufficientPods")
                .withMessage("")
                .withLastTransitionTime(since)
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .build());
        return new PodDisruptionBudgetStatusBuilder()
                .withCurrentHealthy(healthy)
                .withDesiredHealthy(desired)
                .withExpectedPods(expected)
                .withDisruptionsAllowed(allowed())
                .withDisruptedPods(disrupted)
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withConditions(conditions)
                .build();
    }
}
