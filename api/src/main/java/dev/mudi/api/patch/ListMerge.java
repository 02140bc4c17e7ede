package dev.mudi.api.patch;

import static dev.mudi.api.patch.PatchErrors.LISTS_OF_LISTS;
import static dev.mudi.api.patch.PatchErrors.bad;
import static dev.mudi.api.patch.PatchErrors.noMergeKey;
import static dev.mudi.api.patch.PatchErrors.unknownDirective;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Merges lists: items that a key tells apart, or scalars as a set. What the patch names comes in the patch's order; what only
 * the original has keeps its place among them as well as it can. Stateless.
 */
final class ListMerge {
    private ListMerge() {}

    static ArrayValue merge(ArrayValue original, ArrayValue patch, PatchMetadata.Field field) {
        if (original.isEmpty() && patch.isEmpty()) {
            return original;
        }
        if (holdsObjects(original, patch)) {
            return mergeObjects(original, patch, field);
        }
        var merged = new LinkedHashSet<>(original.items());
        merged.addAll(patch.items());
        return inOrder(new ArrayValue(List.copyOf(merged)), patch, original, "");
    }

    private static boolean holdsObjects(ArrayValue original, ArrayValue patch) {
        boolean objects = false;
        boolean others = false;
        for (var list : List.of(original, patch)) {
            for (var item : list) {
                if (item instanceof ArrayValue) {
                    throw StatusException.of(Reason.INVALID, LISTS_OF_LISTS);
                }
                objects |= item instanceof ObjectValue;
                others |= !(item instanceof ObjectValue);
            }
        }
        if (objects && others) {
            throw bad("list element types are not identical");
        }
        return objects;
    }

    private static ArrayValue mergeObjects(ArrayValue original, ArrayValue patch, PatchMetadata.Field field) {
        var key = field.mergeKey();
        if (key.isEmpty()) {
            throw bad("cannot merge lists without merge key");
        }
        var merged = new ArrayList<>(original.items());
        var changes = new ArrayList<Value>();
        boolean replace = false;
        for (var item : patch.objects().toList()) {
            switch (directive(item)) {
                case "" -> changes.add(item);
                case "delete" -> {
                    var gone = key(item, key);
                    merged.removeIf(had -> value(had, key).equals(gone));
                }
                case "replace" -> replace = true;
                case "merge" -> throw bad("merging lists cannot yet be specified in the patch");
                default -> throw unknownDirective(item);
            }
        }
        if (replace) {
            return new ArrayValue(changes);
        }
        for (var change : changes) {
            int at = indexOf(merged, key(change, key), key);
            if (at < 0) {
                merged.add(change);
            } else {
                merged.set(
                        at,
                        StrategicMergePatch.merge((ObjectValue) merged.get(at), (ObjectValue) change, field.type()));
            }
        }
        return inOrder(new ArrayValue(merged), new ArrayValue(changes), original, key);
    }

    private static String directive(ObjectValue item) {
        return item.has(StrategicMergePatch.PATCH) ? item.string(StrategicMergePatch.PATCH) : "";
    }

    /** Complains if the items of a patch stand in another order than the one it sets. */
    static void checkOrder(ArrayValue patch, ArrayValue order, String key) {
        if (patch.isEmpty() || order.isEmpty()) {
            return;
        }
        int next = 0;
        for (var item : patch) {
            if (item instanceof ObjectValue object && object.has(StrategicMergePatch.PATCH)) {
                continue;
            }
            var wanted = identity(item, key);
            while (next < order.size() && !identity(order.get(next), key).equals(wanted)) {
                next++;
            }
            if (next == order.size()) {
                throw bad("The order in patch list doesn't match $setElementOrder list");
            }
            next++;
        }
    }

    /**
     * Sorts a list: items that the order names stand as it says, the others as they stood before; of one of each, the one
     * that stood first before comes first.
     */
    static ArrayValue inOrder(ArrayValue merged, ArrayValue order, ArrayValue before, String key) {
        var ordered = identities(order, key);
        var stood = identities(before, key);
        var named = new ArrayList<Value>();
        var others = new ArrayList<Value>();
        for (var item : merged) {
            (ordered.contains(identity(item, key)) ? named : others).add(item);
        }
        named.sort(Comparator.comparingInt(item -> ordered.indexOf(identity(item, key))));
        others.sort(Comparator.comparingInt(item -> place(stood, identity(item, key))));
        var all = new ArrayList<Value>();
        int other = 0;
        for (var item : named) {
            int here = stood.indexOf(identity(item, key));
            while (here >= 0 && other < others.size() && isBefore(stood, others.get(other), key, here)) {
                all.add(others.get(other++));
            }
            all.add(item);
        }
        all.addAll(others.subList(other, others.size()));
        return new ArrayValue(all);
    }

    private static boolean isBefore(List<Value> stood, Value item, String key, int place) {
        int here = stood.indexOf(identity(item, key));
        return here >= 0 && here < place;
    }

    private static int place(List<Value> stood, Value identity) {
        int place = stood.indexOf(identity);
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    private static List<Value> identities(ArrayValue list, String key) {
        return list.items().stream().map(item -> identity(item, key)).toList();
    }

    private static Value identity(Value item, String key) {
        return key.isEmpty() ? item : key(item, key);
    }

    private static int indexOf(List<Value> items, Value wanted, String key) {
        for (int i = 0; i < items.size(); i++) {
            if (value(items.get(i), key).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static Value key(Value item, String key) {
        var value = value(item, key);
        if (value instanceof NullValue) {
            throw noMergeKey(item, key);
        }
        return value;
    }

    private static Value value(Value item, String key) {
        return item instanceof ObjectValue object ? object.get(key).orElse(NullValue.NULL) : NullValue.NULL;
    }
}
