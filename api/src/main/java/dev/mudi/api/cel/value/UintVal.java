package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A whole number without a sign; the bits are those of a long that is read without sign. */
public record UintVal(long bits) implements Val {
    @Override
    public CelType type() {
        return CelType.UINT;
    }
}
