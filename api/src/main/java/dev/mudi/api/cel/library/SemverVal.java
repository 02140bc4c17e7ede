package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.validation.SemanticVersion;

/** A semantic version. */
record SemverVal(SemanticVersion version, String text) implements OpaqueVal {
    @Override
    public CelType type() {
        return CelType.SEMVER;
    }

    @Override
    public Val equalTo(Val other) {
        return other instanceof SemverVal(var that, var ignored)
                ? BoolVal.of(that.compareTo(version) == 0)
                : ErrorVal.NO_SUCH_OVERLOAD;
    }

    @Override
    public String toString() {
        return text;
    }
}
