package dev.mudi.apiserver.endpoints;

import dev.mudi.api.patch.PatchMetadata;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.Struct;

/** A schema as strategic merge patches see it. */
record SchemaPatchMetadata(Struct type) implements PatchMetadata {

    static PatchMetadata of(Struct type) {
        return new SchemaPatchMetadata(type);
    }

    @Override
    public Field field(String name) {
        return type.field(name)
                .map(field -> new Field(
                        strategy(field.patch().strategy()), field.patch().mergeKey(), inner(field.schema())))
                .orElse(Field.UNKNOWN);
    }

    /** {@code retainKeys} is a directive that clients send; what remains says how the field is merged. */
    private static String strategy(String text) {
        for (var part : text.split(",", -1)) {
            if (part.equals("merge") || part.equals("replace")) {
                return part;
            }
        }
        return "";
    }

    private static PatchMetadata inner(Schema schema) {
        return switch (schema) {
            case Struct struct -> of(struct);
            case ListSchema list -> inner(list.items());
            case MapSchema map -> map.values() instanceof Leaf ? UNKNOWN : new EveryField(inner(map.values()));
            case Leaf ignored -> UNKNOWN;
        };
    }

    /** The type of a map: all its fields are of one type. */
    private record EveryField(PatchMetadata values) implements PatchMetadata {
        @Override
        public Field field(String name) {
            return new Field("", "", values);
        }
    }
}
