package dev.mudi.api.cel.schema;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of an object that is being updated, and the value before that corresponds to it (apiserver, cel/common/equality). Knows
 * what the update left as it was, and remembers it. For one thread.
 */
public final class Correlation {
    private final Value now;
    private final Value before;
    private final ObjectValue schema;
    private final Map<String, Optional<Correlation>> fields = new HashMap<>();
    private final Map<Integer, Optional<Correlation>> items = new HashMap<>();
    private @Nullable Map<List<Value>, ObjectValue> oldItems;
    private @Nullable Boolean unchanged;

    /** A whole object, or a part of it, with the schema of both. */
    public Correlation(Value now, Value before, ObjectValue schema) {
        this.now = now;
        this.before = before;
        this.schema = schema;
    }

    /** A field or an entry; empty if it was not there, or is not any more. */
    public Optional<Correlation> key(String name) {
        return fields.computeIfAbsent(name, this::field);
    }

    private Optional<Correlation> field(String name) {
        if (!(now instanceof ObjectValue object && before instanceof ObjectValue old)) {
            return Optional.empty();
        }
        var next = object.get(name);
        var last = old.get(name);
        var properties = schema.object("properties");
        var inner = properties.has(name) ? Optional.of(properties.object(name)) : Schemas.values(schema);
        return next.isEmpty() || last.isEmpty() || inner.isEmpty()
                ? Optional.empty()
                : Optional.of(new Correlation(next.get(), last.get(), inner.get()));
    }

    /** An item; empty if there was none that corresponds. */
    public Optional<Correlation> index(int index) {
        return items.computeIfAbsent(index, this::item);
    }

    private Optional<Correlation> item(int index) {
        if (!(now instanceof ArrayValue array) || index >= array.size()) {
            return Optional.empty();
        }
        var inner = Schemas.items(schema);
        var last = oldItem(array.get(index));
        return last.isEmpty() || inner.isEmpty()
                ? Optional.empty()
                : Optional.of(new Correlation(array.get(index), last.get(), inner.get()));
    }

    /** The item of the list before that has the same key. */
    Optional<ObjectValue> oldItem(Value item) {
        return before instanceof ArrayValue old && isKeyed()
                ? key(item, keys()).map(byKey(old)::get)
                : Optional.empty();
    }

    private boolean isKeyed() {
        return schema.string("x-kubernetes-list-type").equals("map") && !keys().isEmpty();
    }

    private List<String> keys() {
        return schema.array("x-kubernetes-list-map-keys").strings().toList();
    }

    private Map<List<Value>, ObjectValue> byKey(ArrayValue old) {
        var known = oldItems;
        if (known == null) {
            known = new HashMap<>();
            var keys = keys();
            for (var item : old) {
                var key = key(item, keys);
                if (key.isPresent() && item instanceof ObjectValue object) {
                    known.putIfAbsent(key.get(), object);
                }
            }
            oldItems = known;
        }
        return known;
    }

    private static Optional<List<Value>> key(Value item, List<String> names) {
        if (!(item instanceof ObjectValue object)) {
            return Optional.empty();
        }
        var key = new ArrayList<Value>();
        for (var name : names) {
            var part = object.get(name).filter(Correlation::isScalar);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            key.add(part.get());
        }
        return Optional.of(key);
    }

    private static boolean isScalar(Value value) {
        return value instanceof StringValue
                || value instanceof IntegerValue
                || value instanceof DecimalValue
                || value instanceof BooleanValue;
    }

    /** Whether the update left it as it was; items of lists of type map may have changed places. */
    public boolean isUnchanged() {
        var known = unchanged;
        if (known == null) {
            known = compare();
            unchanged = known;
        }
        return known;
    }

    /**
     * Whether the update left what stands at a place, or something around it, as it was.
     *
     * @param field the place as errors name it: {@code spec.ports[2].name}
     */
    public boolean isUnchangedAt(String field) {
        return covers(field.equals("<nil>") ? "" : field, true);
    }

    private boolean covers(String path, boolean root) {
        if (isUnchanged()) {
            return true;
        }
        return switch (now) {
            case ObjectValue object ->
                object.names().stream()
                        .filter(name -> !root || !(name.equals("apiVersion") || name.equals("kind")))
                        .anyMatch(name -> below(path, name)
                                .filter(rest -> key(name)
                                        .filter(inner -> inner.covers(rest, false))
                                        .isPresent())
                                .isPresent());
            case ArrayValue array -> coversItem(path, array);
            default -> false;
        };
    }

    private boolean coversItem(String path, ArrayValue array) {
        int end = path.indexOf(']');
        var digits = path.startsWith("[") && end > 0 ? path.substring(1, end) : "";
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) >= array.size()) {
            return false;
        }
        var rest = path.substring(end + 1);
        return index(Integer.parseInt(digits))
                .filter(inner -> inner.covers(rest.startsWith(".") ? rest.substring(1) : rest, false))
                .isPresent();
    }

    /** What is left of a path below a field or an entry; empty if it does not lead there. */
    private static Optional<String> below(String path, String name) {
        for (var step : List.of(name, "[" + name + "]")) {
            if (path.startsWith(step)) {
                var rest = path.substring(step.length());
                if (rest.isEmpty() || rest.startsWith("[")) {
                    return Optional.of(rest);
                }
                if (rest.startsWith(".")) {
                    return Optional.of(rest.substring(1));
                }
            }
        }
        return Optional.empty();
    }

    private boolean compare() {
        if (now instanceof NullValue || before instanceof NullValue) {
            return now instanceof NullValue && before instanceof NullValue;
        }
        if (now instanceof ArrayValue array && before instanceof ArrayValue old) {
            return array.size() == old.size() && (isKeyed() ? items(array.size()) : array.equals(old));
        }
        if (now instanceof ObjectValue object && before instanceof ObjectValue old) {
            return object.size() == old.size()
                    && object.names().stream()
                            .allMatch(name ->
                                    key(name).filter(Correlation::isUnchanged).isPresent());
        }
        return now.equals(before);
    }

    private boolean items(int size) {
        for (int i = 0; i < size; i++) {
            if (index(i).filter(Correlation::isUnchanged).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
