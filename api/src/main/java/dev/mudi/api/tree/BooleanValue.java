package dev.mudi.api.tree;

/** True or false. */
public record BooleanValue(boolean truth) implements Value {
    /** The value true. */
    public static final BooleanValue TRUE = new BooleanValue(true);

    /** The value false. */
    public static final BooleanValue FALSE = new BooleanValue(false);
}
