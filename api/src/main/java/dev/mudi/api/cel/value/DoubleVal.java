package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A floating-point number. */
public record DoubleVal(double number) implements Val {
    @Override
    public CelType type() {
        return CelType.DOUBLE;
    }
}
