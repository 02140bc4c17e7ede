package dev.mudi.api.tree;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An object: names and values in the order in which they were written, immutable. Each name stands once.
 *
 * <p>Small objects are searched in line; beyond {@value #INDEXED_FROM} fields an index is made at the first question.
 */
public final class ObjectValue implements Value {

    /** The object without fields. */
    public static final ObjectValue EMPTY = new ObjectValue(new String[0], new Value[0], 0);

    private static final int INDEXED_FROM = 16;

    private final String[] names;
    private final Value[] values;
    private final int size;

    /** Made at the first question to a large object; racing threads make equal ones. */
    private @Nullable Map<String, Integer> index;

    private ObjectValue(String[] names, Value[] values, int size) {
        this.names = names;
        this.values = values;
        this.size = size;
    }

    /** An object of one field. */
    public static ObjectValue of(String name, Value value) {
        return new ObjectValue(new String[] {name}, new Value[] {value}, 1);
    }

    /** An object of two fields with different names. */
    public static ObjectValue of(String name1, Value value1, String name2, Value value2) {
        return builder().put(name1, value1).put(name2, value2).build();
    }

    /** An object of strings, in the order of the map. */
    public static ObjectValue ofStrings(Map<String, String> fields) {
        var builder = builder();
        fields.forEach((name, text) -> builder.put(name, new StringValue(text)));
        return builder.build();
    }

    /** Starts an object. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many fields there are. */
    public int size() {
        return size;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The name of the field at a position from 0 to size-1. */
    public String nameAt(int position) {
        return names[position];
    }

    /** The value of the field at a position from 0 to size-1. */
    public Value valueAt(int position) {
        return values[position];
    }

    /** The names in order. */
    public List<String> names() {
        return List.of(Arrays.copyOf(names, size));
    }

    /** Calls back with each name and value in order. */
    public void forEach(BiConsumer<String, Value> action) {
        for (int i = 0; i < size; i++) {
            action.accept(names[i], values[i]);
        }
    }

    /** Whether a field of this name is there, null or not. */
    public boolean has(String name) {
        return position(name) >= 0;
    }

    /** The value of a field, if it is there. */
    public Optional<Value> get(String name) {
        int position = position(name);
        return position < 0 ? Optional.empty() : Optional.of(values[position]);
    }

    /** The value at the end of a path of object fields, if all of it is there. */
    public Optional<Value> at(String... path) {
        Value here = this;
        for (var name : path) {
            int position = here instanceof ObjectValue object ? object.position(name) : -1;
            if (position < 0) {
                return Optional.empty();
            }
            here = ((ObjectValue) here).values[position];
        }
        return Optional.of(here);
    }

    /** A string field; the empty string if it is missing or not a string. */
    public String string(String name) {
        int position = position(name);
        return position >= 0 && values[position] instanceof StringValue(var text) ? text : "";
    }

    /** A whole number field; the given number if it is missing or not a whole number. */
    public long integer(String name, long otherwise) {
        int position = position(name);
        return position >= 0 && values[position] instanceof IntegerValue(var number) ? number : otherwise;
    }

    /** A boolean field; false if it is missing or not a boolean. */
    public boolean bool(String name) {
        int position = position(name);
        return position >= 0 && values[position] instanceof BooleanValue(var truth) && truth;
    }

    /** A field that is an object; an empty object if it is missing or something else. */
    public ObjectValue object(String name) {
        int position = position(name);
        return position >= 0 && values[position] instanceof ObjectValue object ? object : EMPTY;
    }

    /** A field that is a list; an empty list if it is missing or something else. */
    public ArrayValue array(String name) {
        int position = position(name);
        return position >= 0 && values[position] instanceof ArrayValue array ? array : ArrayValue.EMPTY;
    }

    /** The fields that are strings, as a map in order (labels, annotations, data). */
    public Map<String, String> strings() {
        var map = LinkedHashMap.<String, String>newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            if (values[i] instanceof StringValue(var text)) {
                map.put(names[i], text);
            }
        }
        return map;
    }

    /** This object with a field set: in its place if it was there, else at the end. */
    public ObjectValue with(String name, Value value) {
        int position = position(name);
        if (position >= 0) {
            if (values[position] == value) {
                return this;
            }
            var changed = Arrays.copyOf(values, size);
            changed[position] = value;
            return new ObjectValue(names, changed, size);
        }
        var longerNames = Arrays.copyOf(names, size + 1);
        var longerValues = Arrays.copyOf(values, size + 1);
        longerNames[size] = name;
        longerValues[size] = value;
        return new ObjectValue(longerNames, longerValues, size + 1);
    }

    /** This object with a string field set. */
    public ObjectValue with(String name, String text) {
        return with(name, new StringValue(text));
    }

    /** This object with the value at the end of a path set; objects on the way that are missing are made. */
    public ObjectValue withAt(Value value, String... path) {
        if (path.length == 1) {
            return with(path[0], value);
        }
        return with(path[0], object(path[0]).withAt(value, Arrays.copyOfRange(path, 1, path.length)));
    }

    /** This object without a field; the same object if it had none of that name. */
    public ObjectValue without(String name) {
        int position = position(name);
        if (position < 0) {
            return this;
        }
        var fewerNames = new String[size - 1];
        var fewerValues = new Value[size - 1];
        System.arraycopy(names, 0, fewerNames, 0, position);
        System.arraycopy(values, 0, fewerValues, 0, position);
        System.arraycopy(names, position + 1, fewerNames, position, size - position - 1);
        System.arraycopy(values, position + 1, fewerValues, position, size - position - 1);
        return new ObjectValue(fewerNames, fewerValues, size - 1);
    }

    /** This object without the field at the end of a path; nothing is made on the way. */
    public ObjectValue withoutAt(String... path) {
        if (path.length == 1) {
            return without(path[0]);
        }
        return update(path[0], inner -> inner.withoutAt(Arrays.copyOfRange(path, 1, path.length)));
    }

    /** This object with an object field replaced by what the change makes of it; nothing happens if there is no such object. */
    public ObjectValue update(String name, UnaryOperator<ObjectValue> change) {
        int position = position(name);
        if (position < 0 || !(values[position] instanceof ObjectValue inner)) {
            return this;
        }
        return with(name, change.apply(inner));
    }

    /** This object with a list field's objects replaced by what the change makes of each; nothing happens if there is no such list. */
    public ObjectValue updateEach(String name, UnaryOperator<ObjectValue> change) {
        int position = position(name);
        if (position < 0 || !(values[position] instanceof ArrayValue list)) {
            return this;
        }
        return with(name, list.mapObjects(change));
    }

    private int position(String name) {
        if (size > INDEXED_FROM) {
            var found = index().get(name);
            return found == null ? -1 : found;
        }
        return search(names, size, name);
    }

    private static int search(String[] names, int size, String name) {
        // Most names differ: their hashes, which strings remember, say so without a look at the text.
        int hash = name.hashCode();
        for (int i = 0; i < size; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private Map<String, Integer> index() {
        var known = index;
        if (known == null) {
            known = HashMap.newHashMap(size);
            for (int i = 0; i < size; i++) {
                known.put(names[i], i);
            }
            index = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ObjectValue that) || that.size != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            int there = i < that.size && that.names[i].equals(names[i]) ? i : that.position(names[i]);
            if (there < 0 || !that.values[there].equals(values[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < size; i++) {
            hash += names[i].hashCode() ^ (values[i].hashCode() * 31);
        }
        return hash;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(names[i]).append(": ").append(values[i]);
        }
        return text.append('}').toString();
    }

    /** Collects fields in order; a name put twice keeps its place and gets the later value. Not safe for several threads. */
    public static final class Builder {
        private String[] names = new String[8];
        private Value[] values = new Value[8];
        private int size;

        /** Of the first {@code indexed} names; made at the first question to many. */
        private @Nullable Map<String, Integer> index;

        private int indexed;

        private Builder() {}

        /** Whether a field of this name was put already. */
        public boolean has(String name) {
            return position(name) >= 0;
        }

        /** Sets a field. */
        public Builder put(String name, Value value) {
            int position = position(name);
            if (position >= 0) {
                values[position] = value;
                return this;
            }
            return add(name, value);
        }

        /** Adds a field of which the caller knows that none of its name was put yet. */
        public Builder add(String name, Value value) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = name;
            values[size] = value;
            size++;
            return this;
        }

        /** Sets a string field. */
        public Builder put(String name, String text) {
            return put(name, new StringValue(text));
        }

        /** Sets a whole number field. */
        public Builder put(String name, long number) {
            return put(name, new IntegerValue(number));
        }

        /** Sets a boolean field. */
        public Builder put(String name, boolean truth) {
            return put(name, Value.of(truth));
        }

        /** Sets a string field unless the text is empty. */
        public Builder putIfPresent(String name, String text) {
            return text.isEmpty() ? this : put(name, text);
        }

        /** The object of what was put so far. */
        public ObjectValue build() {
            return size == 0 ? EMPTY : new ObjectValue(Arrays.copyOf(names, size), Arrays.copyOf(values, size), size);
        }

        private int position(String name) {
            if (size <= INDEXED_FROM) {
                return search(names, size, name);
            }
            var known = index;
            if (known == null) {
                known = HashMap.newHashMap(2 * size);
                index = known;
            }
            for (; indexed < size; indexed++) {
                known.put(names[indexed], indexed);
            }
            var found = known.get(name);
            return found == null ? -1 : found;
        }
    }
}
