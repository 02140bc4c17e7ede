package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A list. Reading an item may find that it is not what its schema says; then the item is an error. */
public non-sealed interface ListVal extends Val {

    /** How many items there are. */
    long size();

    /** The item at an index from 0 to size-1. */
    Val get(long index);

    @Override
    default CelType type() {
        return CelType.LIST;
    }

    /** Whether it equals another value; an error if that cannot be said. */
    default Val equalTo(Val other) {
        if (!(other instanceof ListVal that) || that.size() != size()) {
            return BoolVal.FALSE;
        }
        for (long i = 0; i < size(); i++) {
            if (Equality.equal(get(i), that.get(i)).equals(BoolVal.FALSE)) {
                return BoolVal.FALSE;
            }
        }
        return BoolVal.TRUE;
    }

    /** Whether a value is among the items; an error if that cannot be said. */
    default Val contains(Val item) {
        for (long i = 0; i < size(); i++) {
            if (Equality.equal(item, get(i)).equals(BoolVal.TRUE)) {
                return BoolVal.TRUE;
            }
        }
        return BoolVal.FALSE;
    }

    /** This list and then another; an error if the other is none. */
    default Val plus(Val other) {
        if (!(other instanceof ListVal that)) {
            return other.isError() ? other : ErrorVal.NO_SUCH_OVERLOAD;
        }
        if (size() == 0) {
            return that;
        }
        return that.size() == 0 ? this : new JoinedList(this, that);
    }

    /** The item at an index that may be of another number type, or beyond the end. */
    default Val at(Val index) {
        return Numbers.index(index)
                .map(i -> i < 0 || i >= size() ? (Val) new ErrorVal("index out of bounds: " + Shown.of(index)) : get(i))
                .orElseGet(() -> Numbers.badIndex(index));
    }
}
