package dev.mudi.api.tree;

/** JSON's null. */
public record NullValue() implements Value {
    /** The one null. */
    public static final NullValue NULL = new NullValue();
}
