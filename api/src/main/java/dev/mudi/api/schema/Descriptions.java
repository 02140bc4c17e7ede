package dev.mudi.api.schema;

import java.util.Map;

/** What types and fields mean, for people. Immutable. */
public final class Descriptions {
    private final Map<String, String> texts;

    Descriptions(Map<String, String> texts) {
        this.texts = texts;
    }

    /** The description of a type; empty if there is none. */
    public String of(Struct type) {
        return texts.getOrDefault(type.name(), "");
    }

    /** The description of a field of a type; empty if there is none. */
    public String of(Struct type, Field field) {
        return texts.getOrDefault(type.name() + " " + field.name(), "");
    }
}
