package dev.mudi.api.field;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;

/** How upstream shows a bad value in a message: texts in quotes, structures as JSON. */
final class Shown {
    private Shown() {}

    static String of(Value value) {
        return switch (value) {
            case StringValue(var text) -> quoted(text);
            case IntegerValue(var number) -> Long.toString(number);
            case DecimalValue(var number) -> Double.toString(number);
            case BooleanValue(var truth) -> Boolean.toString(truth);
            case NullValue ignored -> "null";
            case ObjectValue object -> new String(Json.write(object), StandardCharsets.UTF_8);
            case ArrayValue array -> new String(Json.write(array), StandardCharsets.UTF_8);
        };
    }

    /** Go's quoting of a string. */
    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
