package dev.mudi.api.cel.value;

/** A value of a library's own type: an address, a quantity, a version. */
public non-sealed interface OpaqueVal extends Val {

    /** Whether it equals another value; an error if that cannot be said. */
    Val equalTo(Val other);

    /** Its size where costs are counted. */
    default long size() {
        return 1;
    }
}
