package dev.mudi.controllers.resourcequota;

import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.QuotaEvaluator;
import dev.mudi.api.quota.QuotaScope;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.client.ApiResource;
import dev.mudi.client.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is used of every quota, as the objects that informers tell of say. Safe for several threads. */
final class Tallies {
    /** So often a sum is made anew from all objects, whatever was heard of changes (upstream's --resource-quota-sync-period). */
    static final Duration RESYNC = Duration.ofMinutes(5);

    private final InstantSource clock;

    /** By namespace and name of the quota. Guarded by this. */
    private final Map<String, Map<String, Kept>> byNamespace = new HashMap<>();

    private record Kept(Tally tally, Instant until) {}

    Tallies(InstantSource clock) {
        this.clock = clock;
    }

    /** An object with what is needed to count it. */
    record Countable(ApiResource resource, ObjectKey key, ObjectValue object) {
        QuotaEvaluator evaluator() {
            return QuotaEvaluator.of(resource.group(), resource.plural());
        }
    }

    /** The quota is gone. */
    synchronized void forget(ObjectKey quota) {
        byNamespace.computeIfPresent(quota.namespace(), (namespace, quotas) -> {
            quotas.remove(quota.name());
            return quotas.isEmpty() ? null : quotas;
        });
    }

    /**
     * What is used of a quota.
     *
     * @param counted those of its limits that some resource counts
     * @param objects of its namespace; asked for when the sum is to be made anew
     */
    synchronized ResourceList used(
            ObjectKey quota,
            Set<String> hard,
            List<QuotaScope> scopes,
            Set<String> counted,
            Supplier<Stream<Countable>> objects) {
        var quotas = byNamespace.computeIfAbsent(quota.namespace(), namespace -> new HashMap<>());
        var now = clock.instant();
        var kept = quotas.get(quota.name());
        if (kept == null || !kept.tally.isOf(hard, scopes) || !now.isBefore(kept.until)) {
            var fresh = new Tally(hard, scopes);
            objects.get()
                    .filter(one -> fresh.counts(one.evaluator()))
                    .forEach(one -> fresh.put(one.resource, one.key, one.object, one.evaluator(), now));
            kept = new Kept(fresh, now.plus(RESYNC));
            quotas.put(quota.name(), kept);
        }
        return kept.tally.used(counted);
    }

    /** Whether there is a quota in a namespace of which objects of a resource can use something. */
    synchronized boolean concern(String namespace, ApiResource resource) {
        var evaluator = QuotaEvaluator.of(resource.group(), resource.plural());
        return byNamespace.getOrDefault(namespace, Map.of()).values().stream()
                .anyMatch(kept -> kept.tally.counts(evaluator));
    }

    /** An object is as it is now; the names of the quotas of which there is now another amount used. */
    synchronized List<String> put(Countable one) {
        var now = clock.instant();
        return changed(
                one.key.namespace(),
                one.evaluator(),
                tally -> tally.put(one.resource, one.key, one.object, one.evaluator(), now));
    }

    /** An object is gone; the names of the quotas of which there is now another amount used. */
    synchronized List<String> remove(ApiResource resource, ObjectKey key) {
        var evaluator = QuotaEvaluator.of(resource.group(), resource.plural());
        return changed(key.namespace(), evaluator, tally -> tally.remove(resource, key));
    }

    private List<String> changed(String namespace, QuotaEvaluator evaluator, Predicate<Tally> change) {
        return byNamespace.getOrDefault(namespace, Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue().tally.counts(evaluator))
                .filter(entry -> change.test(entry.getValue().tally))
                .map(Map.Entry::getKey)
                .toList();
    }
}
