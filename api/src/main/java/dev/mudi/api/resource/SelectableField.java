package dev.mudi.api.resource;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import java.util.List;

/**
 * A field that field selectors can ask for.
 *
 * @param label as the selector names it, such as {@code spec.nodeName}
 * @param paths where its value is; the first that is there and not empty counts
 * @param absent its text when no value is there: empty, {@code false} or {@code 0}
 */
public record SelectableField(String label, List<List<String>> paths, String absent) {

    /** Copies the paths. */
    public SelectableField {
        paths = paths.stream().map(List::copyOf).toList();
    }

    /** A text field whose label is its path. */
    public static SelectableField of(String label) {
        return new SelectableField(label, List.of(List.of(label.split("\\."))), "");
    }

    /** The text that a selector compares. */
    public String textIn(ObjectValue object) {
        for (var path : paths) {
            var text = text(object, path);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return absent;
    }

    private static String text(ObjectValue object, List<String> path) {
        var value = object.at(path.toArray(String[]::new));
        if (value.isEmpty()) {
            return "";
        }
        return switch (value.get()) {
            case StringValue(var text) -> text;
            case IntegerValue(var number) -> Long.toString(number);
            case BooleanValue(var truth) -> Boolean.toString(truth);
            case DecimalValue(var number) -> Double.toString(number);
            case ObjectValue ignored -> "";
            case ArrayValue ignored -> "";
            case NullValue ignored -> "";
        };
    }
}
