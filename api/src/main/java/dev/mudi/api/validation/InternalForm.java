package dev.mudi.api.validation;

import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/**
 * How upstream shows a structure of its own in a message: Go's names of the fields, all of them, and null where a pointer is
 * not set. Stateless.
 */
public final class InternalForm {
    private InternalForm() {}

    /**
     * The internal form of a structure.
     *
     * @param fields by their names in JSON; a question mark at the end marks a pointer, any other field is a text
     */
    public static Value of(At structure, String... fields) {
        var shown = ObjectValue.builder();
        for (var field : fields) {
            boolean pointer = field.endsWith("?");
            var name = pointer ? field.substring(0, field.length() - 1) : field;
            var value = structure.at(name);
            shown.put(
                    Character.toUpperCase(name.charAt(0)) + name.substring(1),
                    value.isSet() ? value.value() : pointer ? NullValue.NULL : Value.of(""));
        }
        return shown.build();
    }
}
