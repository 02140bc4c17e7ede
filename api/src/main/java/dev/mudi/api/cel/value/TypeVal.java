package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A type as a value. */
public record TypeVal(CelType of) implements Val {
    @Override
    public CelType type() {
        return CelType.TYPE;
    }
}
