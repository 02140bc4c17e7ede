package dev.mudi.api.cel.value;

import dev.mudi.api.codec.GoNumbers;
import java.util.ArrayList;

/** How values look in messages of errors (Go's {@code %v}). Pure. */
public final class Shown {
    private static final long MOST_ITEMS = 1000;

    private Shown() {}

    /** The text of a value; of a long list or map its beginning. */
    public static String of(Val value) {
        return switch (value) {
            case StringVal(var text) -> text;
            case IntVal(var number) -> Long.toString(number);
            case UintVal(var bits) -> Long.toUnsignedString(bits);
            case DoubleVal(var number) -> GoNumbers.shortest(number);
            case BoolVal(var truth) -> Boolean.toString(truth);
            case NullVal ignored -> "null";
            case BytesVal(var bytes) -> Conversions.shownBytes(bytes);
            case TimestampVal time -> Times.text(time);
            case DurationVal(var nanos) -> Times.goText(nanos);
            case TypeVal(var of) -> of.name();
            case OptionalVal(var held) -> held == null ? "optional.none()" : "optional(" + of(held) + ")";
            case ListVal list -> list(list);
            case MapVal map -> map(map);
            case OpaqueVal opaque -> opaque.toString();
            case ErrorVal(var message) -> message;
        };
    }

    private static String list(ListVal list) {
        var parts = new ArrayList<String>();
        for (long i = 0; i < Math.min(list.size(), MOST_ITEMS); i++) {
            parts.add(of(list.get(i)));
        }
        return "[" + String.join(", ", parts) + "]";
    }

    private static String map(MapVal map) {
        var parts = new ArrayList<String>();
        for (var key : map.keys()) {
            var entry = map.find(key);
            parts.add(of(key) + ": " + (entry == null ? "" : of(entry)));
        }
        return "{" + String.join(", ", parts) + "}";
    }
}
