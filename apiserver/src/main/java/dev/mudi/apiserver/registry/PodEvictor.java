package dev.mudi.apiserver.registry;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Deletes pods as far as their disruption budgets allow: what an Eviction does (kube-apiserver, registry/core/pod EvictionREST). Safe
 * for several threads.
 */
public final class PodEvictor {
    private static final int MAX_DISRUPTED = 2_000;
    private static final int RETRY_SECONDS = 10;
    private static final String WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final Set<String> UNGUARDED = Set.of("Pending", "Succeeded", "Failed");

    private final ResourceStores stores;
    private final Deleter deleter;
    private final InstantSource clock;
    private final BiPredicate<ObjectValue, ObjectValue> selects;

    /**
     * An evictor.
     *
     * @param selects whether a label selector matches the labels of an object
     */
    public PodEvictor(
            ResourceStores stores,
            Deleter deleter,
            InstantSource clock,
            BiPredicate<ObjectValue, ObjectValue> selects) {
        this.stores = stores;
        this.deleter = deleter;
        this.clock = clock;
        this.selects = selects;
    }

    /** Evicts the pod that the request names; 429 when its budget does not allow that now. */
    public void evict(WriteRequest request, DeleteOptions options) {
        var pods = request.store();
        var pod = pods.served(
                pods.get(request.target().namespace(), request.target().name()));
        boolean guarded = !UNGUARDED.contains(pod.object("status").string("phase"))
                && !ObjectMeta.of(pod).isBeingDeleted();
        if (guarded) {
            var budgets = budgetsOf(pod);
            if (budgets.size() > 1) {
                throw StatusException.of(
                        Reason.INTERNAL_ERROR,
                        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            }
            if (!budgets.isEmpty() && needsAllowance(pod, budgets.getFirst())) {
                takeAllowance(request, pod, ObjectMeta.of(budgets.getFirst()).name());
            }
        }
        deleter.delete(request, request.dryRun() ? options : markDisrupted(request, options));
    }

    private List<ObjectValue> budgetsOf(ObjectValue pod) {
        var budgets = stores.of("policy", "poddisruptionbudgets");
        var namespace = ObjectMeta.of(pod).namespace();
        var matching = new ArrayList<ObjectValue>();
        budgets.forEach(namespace, budget -> {
            if (selects.test(budget.object("spec").object("selector"), pod)) {
                matching.add(budget);
            }
        });
        return matching;
    }

    /** A pod that is not ready does not count among the healthy ones, and its budget may let it go. */
    private static boolean needsAllowance(ObjectValue pod, ObjectValue budget) {
        if (PodConditions.isTrue(pod, "Ready")) {
            return true;
        }
        if (budget.object("spec").string("unhealthyPodEvictionPolicy").equals("AlwaysAllow")) {
            return false;
        }
        var status = budget.object("status");
        long desired = status.integer("desiredHealthy", 0);
        return !(status.integer("currentHealthy", 0) >= desired && desired > 0);
    }

    private void takeAllowance(WriteRequest request, ObjectValue pod, String name) {
        var budgets = stores.of("policy", "poddisruptionbudgets");
        var namespace = ObjectMeta.of(pod).namespace();
        budgets.change(
                namespace,
                name,
                budget -> decremented(budget, ObjectMeta.of(pod).name()),
                request.dryRun());
    }

    private ObjectValue decremented(ObjectValue budget, String pod) {
        var name = ObjectMeta.of(budget).name();
        var status = budget.object("status");
        if (status.integer("observedGeneration", 0) < ObjectMeta.of(budget).generation()) {
            throw tooMany("The disruption budget " + name + " is still being processed by the server.");
        }
        long allowed = status.integer("disruptionsAllowed", 0);
        if (allowed < 0) {
            throw StatusException.forbidden(
                    "policy", "poddisruptionbudgets", name, "pdb disruptions allowed is negative");
        }
        if (status.object("disruptedPods").size() > MAX_DISRUPTED) {
            throw StatusException.forbidden(
                    "policy",
                    "poddisruptionbudgets",
                    name,
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw tooMany("The disruption budget " + name + " needs " + status.integer("desiredHealthy", 0)
                    + " healthy pods and has " + status.integer("currentHealthy", 0) + " currently");
        }
        var disrupted = status.object("disruptedPods").with(pod, ObjectRules.time(clock.instant()));
        return budget.with(
                "status",
                status.with("disruptionsAllowed", Value.of(allowed - 1)).with("disruptedPods", disrupted));
    }

    private static StatusException tooMany(String cause) {
        var causes = List.of(new Status.Cause("DisruptionBudget", cause, ""));
        return new StatusException(new Status(
                Reason.TOO_MANY_REQUESTS.code(),
                Reason.TOO_MANY_REQUESTS,
                WOULD_VIOLATE,
                new Status.Details("", "", "", "", causes, RETRY_SECONDS)));
    }

    /** Says in the pod why it goes, if it is the one meant; the state that is meant is then the one that says so. */
    private DeleteOptions markDisrupted(WriteRequest request, DeleteOptions options) {
        var marked = request.store()
                .change(
                        request.target().namespace(),
                        request.target().name(),
                        pod -> {
                            Deleter.checkPreconditions(request, options, pod);
                            return PodConditions.withTrue(
                                    pod,
                                    "DisruptionTarget",
                                    "EvictionByEvictionAPI",
                                    "Eviction API: evicting",
                                    clock.instant());
                        },
                        false);
        return options.resourceVersion().isEmpty()
                ? options
                : options.inState(Long.toString(marked.object().revision()));
    }
}
