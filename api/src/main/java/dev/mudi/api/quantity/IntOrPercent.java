package dev.mudi.api.quantity;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;

/** A count, given as such or as a share of a total ({@code maxSurge: 25%}; apimachinery, util/intstr). */
public final class IntOrPercent {
    private IntOrPercent() {}

    /**
     * The count that a value stands for.
     *
     * @param value a whole number, or a text such as {@code 25%}
     * @param total what a percentage is of
     * @param roundUp whether a fraction counts as one, or as nothing
     */
    public static int scaled(Value value, int total, boolean roundUp) throws MalformedException {
        return switch (value) {
            case IntegerValue(var number) -> Math.toIntExact(number);
            case StringValue(var text) -> {
                double share = (double) percent(text) * total / 100;
                yield (int) (roundUp ? Math.ceil(share) : Math.floor(share));
            }
            default ->
                throw new MalformedException("invalid value for IntOrString: " + value.typeName()
                        + " is neither an integer nor a percentage");
        };
    }

    /** Whether a value is a text that ends in a percent sign. */
    public static boolean isPercent(Value value) {
        return value instanceof StringValue(var text) && text.endsWith("%");
    }

    private static int percent(String text) throws MalformedException {
        if (!text.endsWith("%")) {
            throw new MalformedException("invalid value for IntOrString: invalid type: string is not a percentage");
        }
        try {
            return Integer.parseInt(text, 0, text.length() - 1, 10);
        } catch (NumberFormatException e) {
            throw new MalformedException(
                    "invalid value for IntOrString: invalid value \"" + text + "\": "
                            + "not a number before the percent sign",
                    e);
        }
    }
}
