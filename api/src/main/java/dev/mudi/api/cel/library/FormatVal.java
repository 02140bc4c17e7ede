package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.validation.Syntax;

/**
 * A format by its name.
 *
 * @param name its name
 * @param syntax what texts of it look like
 * @param patternSize the length of the regular expression that costs are counted by
 */
public record FormatVal(String name, Syntax syntax, int patternSize) implements OpaqueVal {
    @Override
    public CelType type() {
        return CelType.FORMAT;
    }

    @Override
    public Val equalTo(Val other) {
        return other instanceof FormatVal that ? BoolVal.of(that.name.equals(name)) : ErrorVal.NO_SUCH_OVERLOAD;
    }

    @Override
    public String toString() {
        return name;
    }
}
