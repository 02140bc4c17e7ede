package dev.mudi.apiserver.admission;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.tree.ObjectValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Amounts of resources by their names. */
final class Quantities {
    private Quantities() {}

    /** An amount; 0 for no text and for one that is none. */
    static Quantity of(String text) {
        try {
            return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
        } catch (MalformedException e) {
            return Quantity.ZERO;
        }
    }

    /** The amounts of a resource list. */
    static Map<String, Quantity> of(ObjectValue list) {
        var amounts = LinkedHashMap.<String, Quantity>newLinkedHashMap(list.size());
        list.strings().forEach((name, text) -> amounts.put(name, of(text)));
        return amounts;
    }

    /** The resource list of amounts. */
    static ObjectValue tree(Map<String, Quantity> amounts) {
        var tree = ObjectValue.builder();
        amounts.forEach((name, amount) -> tree.put(name, amount.toString()));
        return tree.build();
    }

    static Map<String, Quantity> sum(Map<String, Quantity> left, Map<String, Quantity> right) {
        return merged(left, right, Quantity::plus);
    }

    static Map<String, Quantity> max(Map<String, Quantity> left, Map<String, Quantity> right) {
        return merged(left, right, Quantity::max);
    }

    /** The amounts of both; a name that only one has keeps its amount. */
    private static Map<String, Quantity> merged(
            Map<String, Quantity> left, Map<String, Quantity> right, BinaryOperator<Quantity> both) {
        var all = new LinkedHashMap<>(left);
        right.forEach((name, amount) -> all.merge(name, amount, both));
        return all;
    }
}
