package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.GoUrl;

/** A URL. */
record UrlVal(GoUrl url) implements OpaqueVal {
    @Override
    public CelType type() {
        return CelType.URL;
    }

    @Override
    public Val equalTo(Val other) {
        return other instanceof UrlVal(var that) ? BoolVal.of(that.equals(url)) : ErrorVal.NO_SUCH_OVERLOAD;
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
