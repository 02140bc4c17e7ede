package dev.mudi.api.patch;

/** How the fields of a type of object are merged by a strategic merge patch; a schema can be one. Safe for several threads. */
@FunctionalInterface
public interface PatchMetadata {

    /** A type of which nothing is known: objects are merged field by field, lists are replaced. */
    PatchMetadata UNKNOWN = UnknownType.INSTANCE;

    /** How a field of this type is merged; {@link Field#UNKNOWN} for one that is not known. */
    Field field(String name);

    /**
     * How a field is merged.
     *
     * @param strategy {@code merge}, {@code replace}, or empty: lists are replaced, objects merged
     * @param mergeKey the field that tells the items of a merged list apart; empty for lists of scalars
     * @param type the type of the field's object, or of the items of its list, or of the values of its map
     */
    record Field(String strategy, String mergeKey, PatchMetadata type) {
        /** A field of which nothing is known. */
        public static final Field UNKNOWN = new Field("", "", UnknownType.INSTANCE);

        boolean merges() {
            return strategy.equals("merge");
        }

        boolean replaces() {
            return strategy.equals("replace");
        }
    }
}
