package dev.mudi.api.field;

import dev.mudi.api.codec.GoNumbers;
import dev.mudi.api.codec.GoText;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;

/** How upstream shows a bad value in a message: texts in quotes, structures as JSON. */
final class Shown {
    private Shown() {}

    static String of(Value value) {
        return switch (value) {
            case StringValue(var text) -> GoText.quoted(text);
            case IntegerValue(var number) -> Long.toString(number);
            case DecimalValue(var number) -> GoNumbers.shortest(number);
            case BooleanValue(var truth) -> Boolean.toString(truth);
            case NullValue ignored -> "null";
            case ObjectValue object -> GoText.json(object);
            case ArrayValue array -> GoText.json(array);
        };
    }

    /** As above; a text is shown as JSON too, as upstream does where its type is one of Kubernetes' own. */
    static String ofOwnType(Value value) {
        return value instanceof StringValue ? GoText.json(value) : of(value);
    }
}
