package dev.mudi.api.apply;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One step into an object. Steps are ordered: fields by name, then items by key, then items by value, then items by position.
 */
sealed interface PathElement extends Comparable<PathElement> {
    /** What stands before, between and behind the name and the text of a key. */
    String KEY_BEGIN = "{\"";

    String KEY_MIDDLE = "\":\"";
    String KEY_END = "\"}";

    /** A field of an object or an entry of a map. */
    record Field(String name) implements PathElement {
        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** An item of a list whose items have keys, the keys sorted by name. */
    record Key(List<Part> parts) implements PathElement {
        /** Sorts the keys. */
        public Key {
            parts = parts.size() == 1
                    ? List.copyOf(parts)
                    : parts.stream().sorted(Comparator.comparing(Part::name)).toList();
        }

        @Override
        public String toString() {
            return parts.stream()
                    .map(part -> part.name + "=" + FieldErrors.shown(part.value))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** One key of an item. */
    record Part(String name, Value value) {}

    /** An item of a set. */
    record Item(Value value) implements PathElement {
        @Override
        public String toString() {
            return "[=" + FieldErrors.shown(value) + "]";
        }
    }

    /** An item by its position. */
    record Index(int position) implements PathElement {
        @Override
        public String toString() {
            return "[" + position + "]";
        }
    }

    /** As it stands in FieldsV1. */
    default String encoded() {
        return switch (this) {
            case Field(var name) -> "f:" + name;
            case Key(var parts) -> encoded(parts);
            case Item(var value) -> "v:" + text(value);
            case Index(var position) -> "i:" + position;
        };
    }

    private static String encoded(List<Part> parts) {
        if (parts.size() == 1
                && parts.getFirst() instanceof Part(var name, StringValue(var text))
                && isPlain(name)
                && isPlain(text)) {
            return "k:" + KEY_BEGIN + name + KEY_MIDDLE + text + KEY_END;
        }
        var object = ObjectValue.builder();
        parts.forEach(part -> object.put(part.name, part.value));
        return "k:" + text(object.build());
    }

    /** The key that JSON of one plain name and one plain text says, as most keys are; empty for other JSON. */
    static Optional<PathElement> plainKey(String json) {
        int middle = json.indexOf(KEY_MIDDLE);
        if (middle < KEY_BEGIN.length() || !json.startsWith(KEY_BEGIN) || !json.endsWith(KEY_END)) {
            return Optional.empty();
        }
        int from = middle + KEY_MIDDLE.length();
        int to = json.length() - KEY_END.length();
        if (from > to) {
            return Optional.empty();
        }
        var name = json.substring(KEY_BEGIN.length(), middle);
        var text = json.substring(from, to);
        return isPlain(name) && isPlain(text)
                ? Optional.of(new Key(List.of(new Part(name, new StringValue(text)))))
                : Optional.empty();
    }

    /** Whether JSON has a text as it is. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String text(Value value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    @Override
    default int compareTo(PathElement other) {
        if (this instanceof Field(var mine) && other instanceof Field(var others)) {
            return mine.compareTo(others);
        }
        int order = Integer.compare(rank(this), rank(other));
        if (order != 0) {
            return order;
        }
        return switch (this) {
            case Field(var name) -> name.compareTo(((Field) other).name);
            case Key(var parts) -> compare(parts, ((Key) other).parts);
            case Item(var value) -> compare(value, ((Item) other).value);
            case Index(var position) -> Integer.compare(position, ((Index) other).position);
        };
    }

    private static int rank(PathElement element) {
        return switch (element) {
            case Field ignored -> 0;
            case Key ignored -> 1;
            case Item ignored -> 2;
            case Index ignored -> 3;
        };
    }

    private static int compare(List<Part> one, List<Part> two) {
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            int order = one.get(i).name.compareTo(two.get(i).name);
            order = order == 0 ? compare(one.get(i).value, two.get(i).value) : order;
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), two.size());
    }

    private static int compare(Value one, Value two) {
        if (one instanceof StringValue(var mine) && two instanceof StringValue(var others)) {
            return mine.compareTo(others);
        }
        if (one instanceof IntegerValue(var mine) && two instanceof IntegerValue(var others)) {
            return Long.compare(mine, others);
        }
        int order = Integer.compare(rank(one), rank(two));
        if (order != 0) {
            return order;
        }
        return switch (one) {
            case IntegerValue(var mine) -> Double.compare((double) mine, number(two));
            case DecimalValue(var mine) -> Double.compare(mine, number(two));
            default -> text(one).compareTo(text(two));
        };
    }

    private static double number(Value value) {
        return value instanceof IntegerValue(var number)
                ? (double) number
                : value instanceof DecimalValue(var decimal) ? decimal : 0;
    }

    private static int rank(Value value) {
        return switch (value) {
            case IntegerValue ignored -> 0;
            case DecimalValue ignored -> 0;
            case StringValue ignored -> 1;
            case BooleanValue ignored -> 2;
            default -> 3;
        };
    }
}
