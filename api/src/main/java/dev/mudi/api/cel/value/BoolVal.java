package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** True or false. */
public record BoolVal(boolean truth) implements Val {
    @Override
    public CelType type() {
        return CelType.BOOL;
    }

    /** True. */
    public static final BoolVal TRUE = new BoolVal(true);

    /** False. */
    public static final BoolVal FALSE = new BoolVal(false);

    /** One of the two. */
    public static BoolVal of(boolean truth) {
        return truth ? TRUE : FALSE;
    }
}
