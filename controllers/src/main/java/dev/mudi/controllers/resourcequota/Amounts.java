package dev.mudi.controllers.resourcequota;

import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.QuotaScope;
import dev.mudi.api.tree.ObjectValue;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Between the typed model and the lists that quotas are counted in. */
final class Amounts {
    private Amounts() {}

    static ResourceList hard(ResourceQuota quota) {
        return quota.getSpec() == null ? ResourceList.EMPTY : of(quota.getSpec().getHard());
    }

    static ResourceList statusHard(ResourceQuota quota) {
        return quota.getStatus() == null
                ? ResourceList.EMPTY
                : of(quota.getStatus().getHard());
    }

    static ResourceList used(ResourceQuota quota) {
        return quota.getStatus() == null
                ? ResourceList.EMPTY
                : of(quota.getStatus().getUsed());
    }

    private static ResourceList of(Map<String, Quantity> typed) {
        var tree = ObjectValue.builder();
        Objects.requireNonNullElse(typed, Map.<String, Quantity>of())
                .forEach((name, amount) -> tree.put(name, amount.toString()));
        return ResourceList.of(tree.build());
    }

    static Map<String, Quantity> typed(ResourceList amounts) {
        var typed = new LinkedHashMap<String, Quantity>();
        amounts.amounts().forEach((name, amount) -> typed.put(name, new Quantity(amount.toString())));
        return typed;
    }

    static List<QuotaScope> scopes(ResourceQuota quota) {
        var spec = quota.getSpec();
        if (spec == null) {
            return List.of();
        }
        var terms = spec.getScopeSelector() == null
                ? List.<QuotaScope>of()
                : spec.getScopeSelector().getMatchExpressions().stream()
                        .map(term -> new QuotaScope(term.getScopeName(), term.getOperator(), term.getValues()))
                        .toList();
        var plain = spec.getScopes().stream().map(name -> new QuotaScope(name, "Exists", List.of()));
        return Stream.concat(plain, terms.stream()).toList();
    }
}
