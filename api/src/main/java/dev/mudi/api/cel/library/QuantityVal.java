package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.quantity.Quantity;

/** A quantity. */
record QuantityVal(Quantity quantity) implements OpaqueVal {
    @Override
    public CelType type() {
        return CelType.QUANTITY;
    }

    @Override
    public Val equalTo(Val other) {
        return other instanceof QuantityVal(var that)
                ? BoolVal.of(that.compareTo(quantity) == 0)
                : ErrorVal.NO_SUCH_OVERLOAD;
    }

    @Override
    public String toString() {
        return quantity.toString();
    }
}
