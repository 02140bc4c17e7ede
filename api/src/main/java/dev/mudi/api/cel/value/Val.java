package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A value of the expression language. Immutable. */
public sealed interface Val
        permits BoolVal,
                IntVal,
                UintVal,
                DoubleVal,
                StringVal,
                BytesVal,
                NullVal,
                TimestampVal,
                DurationVal,
                TypeVal,
                OptionalVal,
                ListVal,
                MapVal,
                OpaqueVal,
                ErrorVal {

    /** Its type at run time: of a list or map without that of its items. */
    CelType type();

    /** Whether evaluation failed. */
    default boolean isError() {
        return this instanceof ErrorVal;
    }

    /** The same data without what a schema says about it, as upstream reads the inside of optionals. */
    default Val raw() {
        return this;
    }
}
