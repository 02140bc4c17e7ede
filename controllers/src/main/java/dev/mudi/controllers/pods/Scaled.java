package dev.mudi.controllers.pods;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Numbers that may be given as a percentage of another. */
public final class Scaled {
    private Scaled() {}

    /** Of the total, what the value says, a fraction rounded up. Not given is 0. */
    public static int up(@Nullable IntOrString value, int total) {
        return isPercent(value) ? Math.ceilDiv(percent(value) * total, 100) : number(value);
    }

    /** Of the total, what the value says, a fraction rounded down. Not given is 0. */
    public static int down(@Nullable IntOrString value, int total) {
        return isPercent(value) ? Math.floorDiv(percent(value) * total, 100) : number(value);
    }

    private static boolean isPercent(@Nullable IntOrString value) {
        return value != null && value.getStrVal() != null;
    }

    private static int percent(@Nullable IntOrString value) {
        var text = value == null ? "0%" : value.getStrVal();
        return Integer.parseInt(text.replace("%", ""));
    }

    private static int number(@Nullable IntOrString value) {
        return value == null || value.getIntVal() == null ? 0 : value.getIntVal();
    }
}
