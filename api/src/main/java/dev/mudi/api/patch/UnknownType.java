package dev.mudi.api.patch;

/** The type of a field of which nothing is known. */
enum UnknownType implements PatchMetadata {
    INSTANCE;

    @Override
    public Field field(String name) {
        return Field.UNKNOWN;
    }
}
