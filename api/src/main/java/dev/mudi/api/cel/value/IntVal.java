package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A whole number with a sign. */
public record IntVal(long number) implements Val {
    @Override
    public CelType type() {
        return CelType.INT;
    }

    /** Minus one, what searches answer that find nothing. */
    public static final IntVal NONE = new IntVal(-1);
}
