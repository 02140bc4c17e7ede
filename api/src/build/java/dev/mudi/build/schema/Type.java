package dev.mudi.build.schema;

import java.util.List;

/** A type as it is written to the resource; the counterpart of {@code dev.mudi.api.schema.Schema}. */
sealed interface Type {

    /** A type without fields, by the name of its constant in {@code Leaf}. */
    record LeafType(String name) implements Type {}

    /** A struct, by its definition, with its map type where the field says another: {@code atomic}, {@code granular}, or empty. */
    record Ref(String definition, String mapType) implements Type {}

    /** A list, with the name of its constant in {@code ListSchema.Kind}. */
    record ListOf(Type items, String kind, List<String> keys) implements Type {}

    /** A map. */
    record MapOf(Type values, boolean atomic) implements Type {}

    /** A struct with what is said of it. */
    record StructType(String definition, Kind kind, boolean atomic, String description, List<FieldType> fields) {}

    /** Group, version and kind of a struct that is a kind; all empty for others. */
    record Kind(String group, String version, String kind) {
        static final Kind NONE = new Kind("", "", "");
    }

    /** A field; the outers are the numbers of the protobuf messages that JSON inlines around it, from the outermost. */
    record FieldType(
            Model.Property property, Type type, String presence, Semantics semantics, List<Integer> outers, int number) {}

    /** What markers or the tables say of a field. */
    record Semantics(String listType, List<String> keys, String strategy, String mergeKey, String mapType, String byDefault) {}
}
