package dev.mudi.controllers.resourcequota;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.QuotaEvaluator;
import dev.mudi.api.quota.QuotaScope;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.client.ApiResource;
import dev.mudi.client.ObjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is used of one quota, object by object and in sum. Invariant: the sum is that of the parts. Guarded by whoever uses it.
 */
final class Tally {
    /** One object that counts. */
    private record Part(ApiResource resource, ObjectKey object) {}

    private final Set<String> hard;
    private final List<QuotaScope> scopes;
    private final Map<Part, ResourceList> parts = new HashMap<>();
    private final Map<String, Quantity> sum = new TreeMap<>();

    /** Nothing is used of a quota yet. */
    Tally(Set<String> hard, List<QuotaScope> scopes) {
        this.hard = Set.copyOf(hard);
        this.scopes = List.copyOf(scopes);
    }

    /** Whether this is about a quota with these limits and scopes. */
    boolean isOf(Set<String> limits, List<QuotaScope> within) {
        return hard.equals(limits) && scopes.equals(within);
    }

    /** Whether objects of a resource can count. */
    boolean counts(QuotaEvaluator evaluator) {
        return hard.stream().anyMatch(evaluator::counts);
    }

    /** An object is as it is now; whether that changed the sum. */
    boolean put(ApiResource resource, ObjectKey key, ObjectValue object, QuotaEvaluator evaluator, Instant now) {
        boolean within = scopes.stream().allMatch(scope -> evaluator.matches(scope, object));
        var usage = within ? evaluator.usage(object, now).only(hard).withoutZeros() : ResourceList.EMPTY;
        return replace(new Part(resource, key), usage);
    }

    /** An object is gone; whether that changed the sum. */
    boolean remove(ApiResource resource, ObjectKey key) {
        return replace(new Part(resource, key), ResourceList.EMPTY);
    }

    private boolean replace(Part part, ResourceList usage) {
        var before = usage.isEmpty() ? parts.remove(part) : parts.put(part, usage);
        var gone = before == null ? ResourceList.EMPTY : before;
        if (gone.equals(usage)) {
            return false;
        }
        gone.amounts().forEach((name, amount) -> sum.merge(name, amount.negated(), Quantity::plus));
        usage.amounts().forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
        return true;
    }

    /** What is used of each of these that some resource counts, nothing included. */
    ResourceList used(Set<String> counted) {
        var used = new TreeMap<String, Quantity>();
        counted.stream().filter(hard::contains).forEach(name -> used.put(name, sum.getOrDefault(name, Quantity.ZERO)));
        return new ResourceList(used);
    }
}
