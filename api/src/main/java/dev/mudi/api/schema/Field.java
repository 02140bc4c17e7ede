package dev.mudi.api.schema;

import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Optional;

/**
 * A field of a struct.
 *
 * @param name as it stands in JSON
 * @param schema its type
 * @param required whether the API description calls it required
 * @param presence what is written when it has no value
 * @param patch how strategic merge patches treat it
 * @param number its number in protobuf, {@link ProtoNumber#NONE} where there is none
 * @param defaultValue the default that the API description states, if any
 */
public record Field(
        String name,
        Schema schema,
        boolean required,
        Presence presence,
        Patch patch,
        ProtoNumber number,
        Optional<Value> defaultValue) {

    /**
     * What strategic merge patch needs to know of a field.
     *
     * @param strategy {@code merge}, {@code replace}, {@code retainKeys}, {@code merge,retainKeys}; empty when nothing is said
     * @param mergeKey the field that tells list items apart; empty when nothing is said
     */
    public record Patch(String strategy, String mergeKey) {
        /** Nothing is said. */
        public static final Patch NONE = new Patch("", "");
    }

    /**
     * Where a field stands in protobuf. JSON inlines some messages that protobuf keeps apart.
     *
     * @param outers the numbers of the messages around it that JSON does not have, from the outermost; mostly empty
     * @param own its own number, 0 for none
     */
    public record ProtoNumber(List<Integer> outers, int own) {
        /** Not in protobuf. */
        public static final ProtoNumber NONE = new ProtoNumber(List.of(), 0);

        /** Copies the outer numbers. */
        public ProtoNumber {
            outers = List.copyOf(outers);
        }
    }

    /**
     * What an item that does not give this field is told apart by: its default, or the zero value of what is always written, which
     * the API description states as a default (kube-openapi, generators).
     */
    public Optional<Value> asKey() {
        return defaultValue.or(
                () -> presence == Presence.ZERO_WHEN_MISSING ? Optional.of(ZeroValues.of(schema)) : Optional.empty());
    }

    /** An optional field of which only name and type are known. */
    public static Field of(String name, Schema schema) {
        return new Field(name, schema, false, Presence.KEPT_WHEN_GIVEN, Patch.NONE, ProtoNumber.NONE, Optional.empty());
    }
}
