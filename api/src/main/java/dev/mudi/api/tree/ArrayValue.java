package dev.mudi.api.tree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list of values, immutable. */
public record ArrayValue(List<Value> items) implements Value, Iterable<Value> {

    /** The list of nothing. */
    public static final ArrayValue EMPTY = new ArrayValue(List.of());

    /** Copies the items, unless they are immutable already. */
    public ArrayValue {
        items = List.copyOf(items);
    }

    /** A list of these values in this order. */
    public static ArrayValue of(Value... items) {
        return items.length == 0 ? EMPTY : new ArrayValue(List.of(items));
    }

    /** A list of strings. */
    public static ArrayValue ofStrings(Iterable<String> texts) {
        var items = new ArrayList<Value>();
        for (var text : texts) {
            items.add(new StringValue(text));
        }
        return new ArrayValue(items);
    }

    /** How many items there are. */
    public int size() {
        return items.size();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** The item at an index, from 0; IndexOutOfBoundsException beyond the end. */
    public Value get(int index) {
        return items.get(index);
    }

    /** The item at an index as an object; an empty object if it is something else. */
    public ObjectValue object(int index) {
        return items.get(index) instanceof ObjectValue object ? object : ObjectValue.EMPTY;
    }

    /** The items that are objects, in order. */
    public Stream<ObjectValue> objects() {
        return items.stream().filter(ObjectValue.class::isInstance).map(ObjectValue.class::cast);
    }

    /** The items that are strings, in order. */
    public Stream<String> strings() {
        return items.stream().filter(StringValue.class::isInstance).map(item -> ((StringValue) item).text());
    }

    /** This list with one more item at its end. */
    public ArrayValue plus(Value item) {
        var longer = new ArrayList<Value>(items.size() + 1);
        longer.addAll(items);
        longer.add(item);
        return new ArrayValue(longer);
    }

    /** This list with the item at an index replaced. */
    public ArrayValue with(int index, Value item) {
        if (items.get(index) == item) {
            return this;
        }
        var changed = new ArrayList<>(items);
        changed.set(index, item);
        return new ArrayValue(changed);
    }

    /** This list with each object in it replaced by what the change makes of it; other items stay. The same list if nothing changed. */
    public ArrayValue mapObjects(UnaryOperator<ObjectValue> change) {
        List<Value> changed = null;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof ObjectValue object) {
                var next = change.apply(object);
                if (next != object) {
                    changed = changed == null ? new ArrayList<>(items) : changed;
                    changed.set(i, next);
                }
            }
        }
        return changed == null ? this : new ArrayValue(changed);
    }

    @Override
    public Iterator<Value> iterator() {
        return items.iterator();
    }

    /** Written out: what a record has by itself takes several frames a level, and whoever sends a value chooses how deep it is. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ArrayValue that) || that.items.size() != items.size()) {
            return false;
        }
        for (int i = 0; i < items.size(); i++) {
            if (!items.get(i).equals(that.items.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < items.size(); i++) {
            hash = 31 * hash + items.get(i).hashCode();
        }
        return hash;
    }
}
