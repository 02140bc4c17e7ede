package dev.mudi.apiserver.storage;

import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Map;

/**
 * What selectors ask of an object, so that nobody has to parse it.
 *
 * @param labels its labels
 * @param fields the texts of the resource's selectable fields, in the order of its layout
 */
public record ObjectIndex(Map<String, String> labels, List<String> fields) {
    /** Nothing is known. */
    public static final ObjectIndex EMPTY = new ObjectIndex(Map.of(), List.of());

    /** Copies both. */
    public ObjectIndex {
        labels = Map.copyOf(labels);
        fields = List.copyOf(fields);
    }

    /** Of an object, with the texts of these fields. */
    public static ObjectIndex of(ObjectValue object, List<SelectableField> selectable) {
        var labels = object.object("metadata").object("labels");
        return new ObjectIndex(
                labels.isEmpty() ? Map.of() : labels.strings(),
                selectable.stream().map(field -> field.textIn(object)).toList());
    }
}
