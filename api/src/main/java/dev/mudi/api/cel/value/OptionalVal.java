package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;
import org.jspecify.annotations.Nullable;

/** A value or nothing. */
public record OptionalVal(@Nullable Val held) implements Val {
    /** Nothing. */
    public static final OptionalVal NONE = new OptionalVal(null);

    private static final CelType TYPE = CelType.optional(CelType.DYN);

    /** A value. */
    public static OptionalVal of(Val value) {
        return new OptionalVal(value);
    }

    @Override
    public CelType type() {
        return TYPE;
    }

    /** The value, or the error that there is none. */
    public Val value() {
        return held == null ? new ErrorVal("optional.none() dereference") : held;
    }
}
