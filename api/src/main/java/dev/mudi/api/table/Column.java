package dev.mudi.api.table;

import dev.mudi.api.tree.ObjectValue;

/**
 * A column.
 *
 * @param name the heading
 * @param type OpenAPI type of its cells
 * @param format {@code name} for the name of the object; mostly empty
 * @param priority 0 for always, 1 for {@code -o wide} only
 * @param description for people; may be empty
 */
public record Column(String name, String type, String format, int priority, String description) {

    /** An element of {@code columnDefinitions}. */
    ObjectValue toObject() {
        return ObjectValue.builder()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority)
                .build();
    }
}
