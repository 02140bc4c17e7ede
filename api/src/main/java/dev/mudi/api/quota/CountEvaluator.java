package dev.mudi.api.quota;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Objects that count one each.
 *
 * @param names under which they are counted
 */
record CountEvaluator(Set<String> names) implements QuotaEvaluator {
    @Override
    public boolean counts(String name) {
        return names.contains(name);
    }

    @Override
    public ResourceList usage(ObjectValue object, Instant now) {
        return new ResourceList(names.stream().collect(Collectors.toMap(Function.identity(), name -> Quantity.of(1))));
    }
}
