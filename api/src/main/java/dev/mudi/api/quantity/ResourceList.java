package dev.mudi.api.quantity;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Amounts of resources by their names, such as the requests of a container or the hard limits of a quota. Immutable.
 *
 * @param amounts in any order
 */
public record ResourceList(Map<String, Quantity> amounts) {
    /** Nothing of anything. */
    public static final ResourceList EMPTY = new ResourceList(Map.of());

    /** Copies the map. */
    public ResourceList {
        amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
    }

    /** Reads a resource list; what is no quantity counts as nothing. */
    public static ResourceList of(ObjectValue list) {
        if (list.isEmpty()) {
            return EMPTY;
        }
        var amounts = LinkedHashMap.<String, Quantity>newLinkedHashMap(list.size());
        list.strings().forEach((name, text) -> amounts.put(name, quantity(text)));
        return new ResourceList(amounts);
    }

    /** The quantity of a text; nothing for no text and for one that is none. */
    public static Quantity quantity(String text) {
        try {
            return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
        } catch (MalformedException e) {
            return Quantity.ZERO;
        }
    }

    /** The amount of a resource; nothing if it is not named. */
    public Quantity amount(String name) {
        return amounts.getOrDefault(name, Quantity.ZERO);
    }

    /** Whether a resource is named. */
    public boolean has(String name) {
        return amounts.containsKey(name);
    }

    /** The names of the resources. */
    public Set<String> names() {
        return amounts.keySet();
    }

    /** Whether no resource is named. */
    public boolean isEmpty() {
        return amounts.isEmpty();
    }

    /** This with one more resource, or another amount of it. */
    public ResourceList with(String name, Quantity amount) {
        var all = new LinkedHashMap<>(amounts);
        all.put(name, amount);
        return new ResourceList(all);
    }

    /** The sum; a resource that only one names keeps its amount. */
    public ResourceList plus(ResourceList other) {
        return merged(other, Quantity::plus);
    }

    /** The larger amount of each; a resource that only one names keeps its amount. */
    public ResourceList max(ResourceList other) {
        return merged(other, Quantity::max);
    }

    /** What of all resources that either names is more here than there; nothing where it is less. */
    public ResourceList increaseOver(ResourceList before) {
        var more = new LinkedHashMap<String, Quantity>();
        before.amounts.keySet().forEach(name -> more.put(name, Quantity.ZERO));
        amounts.forEach((name, amount) -> {
            var difference = amount.minus(before.amount(name));
            more.put(name, difference.sign() > 0 ? difference : Quantity.ZERO);
        });
        return new ResourceList(more);
    }

    private ResourceList merged(ResourceList other, BinaryOperator<Quantity> both) {
        if (other.isEmpty()) {
            return this;
        }
        var all = new LinkedHashMap<>(amounts);
        other.amounts.forEach((name, amount) -> all.merge(name, amount, both));
        return new ResourceList(all);
    }

    /** The resources with these names only. */
    public ResourceList only(Set<String> names) {
        return filtered(entry -> names.contains(entry.getKey()));
    }

    /** Without the resources of which there is nothing. */
    public ResourceList withoutZeros() {
        return filtered(entry -> !entry.getValue().isZero());
    }

    private ResourceList filtered(Predicate<Map.Entry<String, Quantity>> kept) {
        return new ResourceList(amounts.entrySet().stream()
                .filter(kept)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first, LinkedHashMap::new)));
    }

    /** The names of the resources of which there is more than the limits, if they name them, allow. */
    public Set<String> exceeding(ResourceList limits) {
        return filtered(entry ->
                        limits.has(entry.getKey()) && entry.getValue().compareTo(limits.amount(entry.getKey())) > 0)
                .names();
    }

    /** As the API writes it. */
    public ObjectValue tree() {
        var tree = ObjectValue.builder();
        amounts.forEach((name, amount) -> tree.put(name, amount.toString()));
        return tree.build();
    }

    /** {@code cpu=1,pods=2}, by name, as refusals show it. */
    @Override
    public String toString() {
        return new TreeMap<>(amounts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
