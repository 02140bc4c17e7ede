package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.PodEvaluator;
import dev.mudi.api.quota.QuotaEvaluator;
import dev.mudi.api.quota.QuotaScope;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a write costs by the quotas of its namespace, or why they have no room for it (apiserver, plugin/resourcequota CheckRequest).
 * Pure.
 *
 * @param now by which what is past no longer counts
 */
record QuotaDecision(AdmissionRequest request, QuotaEvaluator evaluator, Instant now) {

    /** Whether a write can change what a quota counts. */
    static boolean isHandled(AdmissionRequest request) {
        var target = request.target();
        boolean creates = request.operation() == Operation.CREATE;
        return switch (target.definition().name().qualified()) {
            case "pods" ->
                switch (target.subresource()) {
                    case "" -> creates || changesTerminating(request);
                    case "resize" -> !creates;
                    default -> false;
                };
            case "services", "resourceclaims.resource.k8s.io" ->
                target.subresource().isEmpty();
            case "persistentvolumeclaims" ->
                target.subresource().isEmpty() || target.subresource().equals("status");
            default -> creates && target.subresource().isEmpty();
        };
    }

    private static boolean changesTerminating(AdmissionRequest request) {
        return PodEvaluator.isTerminating(request.object().orElse(ObjectValue.EMPTY))
                != PodEvaluator.isTerminating(request.old().orElse(ObjectValue.EMPTY));
    }

    /** A quota in a series of decisions: what is used of it changes from one to the next. */
    record Running(ObjectValue quota, ResourceList used) {
        static Running of(ObjectValue quota) {
            return new Running(quota, ResourceList.of(quota.object("status").object("used")));
        }

        String name() {
            return ObjectMeta.of(quota).name();
        }

        ResourceList hard() {
            return ResourceList.of(quota.object("status").object("hard"));
        }
    }

    /**
     * What is to be added to what is used, by name of the quota; nothing for those that are not concerned.
     *
     * @throws dev.mudi.api.status.StatusException when it is too much for one of them
     */
    Map<String, ResourceList> cost(List<Running> quotas) {
        var object = request.object().orElse(ObjectValue.EMPTY);
        var concerned = new ArrayList<Running>();
        for (var quota : quotas) {
            if (concerns(quota, object)) {
                requireComplete(quota, object);
                concerned.add(quota);
            }
        }
        if (concerned.isEmpty()) {
            return Map.of();
        }
        var usage = evaluator.usage(object, now);
        requireNotNegative(usage);
        var costs = new LinkedHashMap<String, ResourceList>();
        for (var quota : concerned) {
            var cost = increase(quota, usage).withoutZeros().only(quota.hard().names());
            if (!cost.isEmpty()) {
                requireRoom(quota, cost);
                costs.put(quota.name(), cost);
            }
        }
        return costs;
    }

    private boolean concerns(Running quota, ObjectValue object) {
        return !evaluator.counted(quota.hard().names()).isEmpty()
                && QuotaScope.of(quota.quota()).stream().allMatch(scope -> evaluator.matches(scope, object));
    }

    private void requireComplete(Running quota, ObjectValue object) {
        var counted = evaluator.counted(quota.hard().names());
        var missing = evaluator.missing(counted, object);
        if (!missing.isEmpty()) {
            throw request.forbidden("failed quota: " + quota.name() + ": " + missing);
        }
        if (!quota.used().names().containsAll(counted)) {
            throw request.forbidden("status unknown for quota: " + quota.name() + ", resources: " + joined(counted));
        }
    }

    private void requireNotNegative(ResourceList usage) {
        var negative = new TreeSet<String>();
        usage.amounts().forEach((name, amount) -> {
            if (amount.sign() < 0) {
                negative.add(name);
            }
        });
        if (!negative.isEmpty()) {
            throw request.forbidden("quota usage is negative for resource(s): " + joined(negative));
        }
    }

    /** What an update adds to what the object has used before, if the quota counted it then. */
    private ResourceList increase(Running quota, ResourceList usage) {
        var old = request.old().filter(before -> request.operation() == Operation.UPDATE);
        return old.filter(before -> concerns(quota, before))
                .map(before -> usage.increaseOver(evaluator.usage(before, now)))
                .orElse(usage);
    }

    private void requireRoom(Running quota, ResourceList cost) {
        if (request.target().subresource().equals("status")) {
            return;
        }
        var hard = quota.hard();
        var exceeded = quota.used().plus(cost).only(cost.names()).exceeding(hard);
        if (!exceeded.isEmpty()) {
            throw request.forbidden("exceeded quota: " + quota.name() + ", requested: " + cost.only(exceeded)
                    + ", used: " + quota.used().only(exceeded) + ", limited: " + hard.only(exceeded));
        }
    }

    private static String joined(Set<String> names) {
        return String.join(",", new TreeSet<>(names));
    }
}
