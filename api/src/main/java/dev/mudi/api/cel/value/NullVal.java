package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** Null. */
public record NullVal() implements Val {
    /** The one null. */
    public static final NullVal NULL = new NullVal();

    @Override
    public CelType type() {
        return CelType.NULL;
    }
}
