package dev.mudi.api.cel;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.NullVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Times;
import dev.mudi.api.cel.value.TimestampVal;
import dev.mudi.api.cel.value.TypeVal;
import dev.mudi.api.cel.value.UintVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.GoNumbers;
import java.util.ArrayList;

/** Values as the language writes them, for comparison with what upstream's evaluator printed. */
final class Literals {
    private Literals() {}

    static String of(Val value) {
        return switch (value) {
            case StringVal(var text) -> quoted(text);
            case IntVal(var number) -> Long.toString(number);
            case UintVal(var bits) -> Long.toUnsignedString(bits) + "u";
            case BoolVal(var truth) -> Boolean.toString(truth);
            case NullVal ignored -> "null";
            case DoubleVal(var number) -> number(number);
            case BytesVal(var bytes) -> bytes(bytes);
            case TimestampVal time -> "timestamp(\"" + Times.text(TimestampVal.of(time.instant())) + "\")";
            case DurationVal(var nanos) -> "duration(\"" + Times.text(nanos) + "\")";
            case OptionalVal(var held) -> held == null ? "optional.none()" : "optional.of(" + of(held) + ")";
            case TypeVal(var of) -> of.name();
            case OpaqueVal opaque -> opaque.toString();
            case ErrorVal(var message) -> "error: " + message;
            case ListVal list -> {
                var parts = new ArrayList<String>();
                for (long i = 0; i < list.size(); i++) {
                    parts.add(of(list.get(i)));
                }
                yield "[" + String.join(", ", parts) + "]";
            }
            case MapVal map -> {
                var parts = new ArrayList<String>();
                for (var key : map.keys()) {
                    var entry = map.find(key);
                    parts.add(of(key) + ": " + (entry == null ? "" : of(entry)));
                }
                yield "{" + String.join(", ", parts) + "}";
            }
        };
    }

    private static String quoted(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t") + "\"";
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "double(\"NaN\")";
        }
        if (Double.isInfinite(number)) {
            return "double(\"" + (number < 0 ? "-" : "") + "Infinity\")";
        }
        var text = GoNumbers.plain(number);
        return text.contains(".") ? text : text + ".0";
    }

    private static String bytes(byte[] bytes) {
        var text = new StringBuilder("b\"");
        for (byte b : bytes) {
            text.append(String.format("\\%03o", b & 255));
        }
        return text.append('"').toString();
    }
}
