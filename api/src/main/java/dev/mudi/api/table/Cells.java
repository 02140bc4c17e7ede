package dev.mudi.api.table;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Times;
import dev.mudi.api.selector.LabelSelector;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words in which tables are written. */
final class Cells {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    /** The time since the object was made. */
    static final Cell AGE = since("metadata", "creationTimestamp");

    private Cells() {}

    /** The text at a path; empty where there is none. */
    static Cell text(String... path) {
        return textOr("", path);
    }

    /** The text at a path, or another where there is none. */
    static Cell textOr(String otherwise, String... path) {
        return (object, ages) -> Value.of(textAt(object, otherwise, path));
    }

    /** A text that is made of the object. */
    static Cell of(Function<ObjectValue, String> text) {
        return (object, ages) -> Value.of(text.apply(object));
    }

    /** The number at a path, 0 where there is none. */
    static Cell number(String... path) {
        return (object, ages) -> Value.of(numberAt(object, 0, path));
    }

    /** The number of items or entries at a path. */
    static Cell count(String... path) {
        return (object, ages) -> Value.of(countAt(object, path));
    }

    /** The truth at a path, or another where there is none. */
    static Cell truth(boolean otherwise, String... path) {
        return (object, ages) -> Value.of(
                object.at(path).map(value -> value.equals(BooleanValue.TRUE)).orElse(otherwise));
    }

    /** Whatever stands at a path, or a text where there is nothing. */
    static Cell valueOr(String otherwise, String... path) {
        return (object, ages) -> object.at(path).orElse(Value.of(otherwise));
    }

    /** The time since the moment at a path. */
    static Cell since(String... path) {
        return (object, ages) -> Value.of(since(textAt(object, "", path), ages));
    }

    /** The labels at a path. */
    static Cell labels(String... path) {
        return of(object -> labels(objectAt(object, path)));
    }

    /** The label selector at a path. */
    static Cell selector(String... path) {
        return of(object -> selector(objectAt(object, path)));
    }

    /** The names of the containers at a path. */
    static Cell containers(String... path) {
        return of(object -> joined(arrayAt(object, path), container -> container.string("name")));
    }

    /** The images of the containers at a path. */
    static Cell images(String... path) {
        return of(object -> joined(arrayAt(object, path), container -> container.string("image")));
    }

    static String textAt(ObjectValue object, String otherwise, String... path) {
        var value = object.at(path);
        if (value.isPresent() && value.get() instanceof StringValue(var text) && !text.isEmpty()) {
            return text;
        }
        return value.isPresent() && value.get() instanceof IntegerValue(var number) ? Long.toString(number) : otherwise;
    }

    static long numberAt(ObjectValue object, long otherwise, String... path) {
        return object.at(path).orElse(Value.of("")) instanceof IntegerValue(var number) ? number : otherwise;
    }

    static ObjectValue objectAt(ObjectValue object, String... path) {
        return object.at(path).orElse(ObjectValue.EMPTY) instanceof ObjectValue found ? found : ObjectValue.EMPTY;
    }

    static ArrayValue arrayAt(ObjectValue object, String... path) {
        return object.at(path).orElse(ArrayValue.EMPTY) instanceof ArrayValue found ? found : ArrayValue.EMPTY;
    }

    private static long countAt(ObjectValue object, String... path) {
        var value = object.at(path);
        if (value.isEmpty()) {
            return 0;
        }
        return switch (value.get()) {
            case ArrayValue array -> array.size();
            case ObjectValue map -> map.size();
            default -> 0;
        };
    }

    static boolean isBeingDeleted(ObjectValue object) {
        return object.object("metadata").has("deletionTimestamp");
    }

    static String joined(ArrayValue items, Function<ObjectValue, String> text) {
        return items.objects().map(text).collect(Collectors.joining(","));
    }

    /** The time since a moment; upstream's word for one that is missing. */
    static String since(String moment, Ages ages) {
        return moment(moment).map(ages::since).orElse(UNKNOWN);
    }

    static Optional<Instant> moment(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Times.parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    static String labels(ObjectValue labels) {
        return labels.isEmpty()
                ? NONE
                : labels.strings().entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .sorted()
                        .collect(Collectors.joining(","));
    }

    static String selector(ObjectValue selector) {
        try {
            var text = LabelSelector.of(selector).toString();
            return text.isEmpty() ? NONE : text;
        } catch (MalformedException e) {
            return "<error>";
        }
    }

    /** The first condition of a type among {@code status.conditions}. */
    static Optional<ObjectValue> condition(ObjectValue object, String type) {
        return arrayAt(object, "status", "conditions")
                .objects()
                .filter(one -> one.string("type").equals(type))
                .findFirst();
    }

    static boolean isTrue(Optional<ObjectValue> condition) {
        return condition.isPresent() && condition.get().string("status").equals("True");
    }

    /** The first few texts, and how many more there are. */
    static String some(List<String> all, int maximum, String otherwise) {
        if (all.isEmpty()) {
            return otherwise;
        }
        var shown = String.join(",", all.subList(0, Math.min(maximum, all.size())));
        return all.size() > maximum ? shown + " + " + (all.size() - maximum) + " more..." : shown;
    }

    static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
