package dev.mudi.api.cel.library;

import dev.mudi.api.cel.library.TextFormat.ClauseException;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.Conversions;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.NullVal;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.TimestampVal;
import dev.mudi.api.cel.value.TypeVal;
import dev.mudi.api.cel.value.UintVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.GoNumbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Locale;

/** Writes an argument as its clause says. Pure. */
final class FormatClauses {
    private static final int USUAL = 6;
    private static final int MOST_DIGITS = 1000;

    private FormatClauses() {}

    static String text(Val value, char verb, int precision) throws ClauseException {
        int digits = Math.min(precision < 0 ? USUAL : precision, MOST_DIGITS);
        return switch (verb) {
            case 's' -> string(value);
            case 'd' -> decimal(value);
            case 'f' -> grouped(number(value, "fixed-point"), digits);
            case 'e' -> scientific(number(value, "scientific"));
            case 'b' -> binary(value);
            case 'o' -> octal(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            default -> hex(value);
        };
    }

    private static String name(Val value) {
        return value.type().name();
    }

    private static String string(Val value) throws ClauseException {
        return switch (value) {
            case ListVal list -> list(list);
            case MapVal map -> map(map);
            case NullVal ignored -> "null";
            case StringVal(var text) -> text;
            case IntVal ignored -> Shown.of(value);
            case UintVal ignored -> Shown.of(value);
            case DoubleVal ignored -> Shown.of(value);
            case BoolVal ignored -> Shown.of(value);
            case TypeVal ignored -> Shown.of(value);
            case BytesVal ignored -> converted(value);
            case TimestampVal ignored -> converted(value);
            case DurationVal ignored -> converted(value);
            default ->
                throw new ClauseException(
                        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given "
                                + name(value));
        };
    }

    private static String converted(Val value) throws ClauseException {
        if (Conversions.convert(value, CelType.STRING) instanceof StringVal(var text)) {
            return text;
        }
        throw new ClauseException(
                "could not convert argument " + FormatFunctions.quoted(Shown.of(value)) + " to string");
    }

    private static String list(ListVal list) throws ClauseException {
        var parts = new ArrayList<String>();
        long size = 0;
        for (var item : Limits.of(list)) {
            var part = nested(item);
            size += part.length();
            Limits.characters(size);
            parts.add(part);
        }
        return "[" + String.join(", ", parts) + "]";
    }

    private static String map(MapVal map) throws ClauseException {
        var parts = new ArrayList<String>();
        long size = 0;
        for (var key : map.keys()) {
            var shown = switch (key) {
                case StringVal(var text) -> FormatFunctions.quoted(text);
                case BoolVal ignored -> Shown.of(key);
                case IntVal ignored -> Shown.of(key);
                case UintVal ignored -> Shown.of(key);
                default -> throw new ClauseException("no formatting function for map key of type " + name(key));
            };
            var value = map.find(key);
            if (value == null) {
                throw new ClauseException("could not find key: " + shown);
            }
            var part = shown + ":" + nested(value);
            size += part.length();
            Limits.characters(size);
            parts.add(part);
        }
        parts.sort(null);
        return "{" + String.join(", ", parts) + "}";
    }

    /** An item of a list or a map, written as the language writes it. */
    private static String nested(Val value) throws ClauseException {
        return switch (value) {
            case StringVal(var text) -> FormatFunctions.quoted(text);
            case BytesVal ignored -> "b" + FormatFunctions.quoted(converted(value));
            case DoubleVal(var number) ->
                Double.isFinite(number) ? GoNumbers.fixed(number, USUAL) : "\"" + GoNumbers.fixed(number, USUAL) + "\"";
            case TimestampVal ignored -> "timestamp(" + FormatFunctions.quoted(converted(value)) + ")";
            case DurationVal ignored -> "duration(" + FormatFunctions.quoted(converted(value)) + ")";
            case IntVal ignored -> Shown.of(value);
            case UintVal ignored -> Shown.of(value);
            case BoolVal ignored -> Shown.of(value);
            case TypeVal ignored -> Shown.of(value);
            case NullVal ignored -> "null";
            case ListVal list -> list(list);
            case MapVal map -> map(map);
            default -> throw new ClauseException("no formatting function for " + name(value));
        };
    }

    private static String decimal(Val value) throws ClauseException {
        if (value instanceof IntVal || value instanceof UintVal) {
            return Shown.of(value);
        }
        throw new ClauseException("decimal clause can only be used on integers, was given " + name(value));
    }

    private static double number(Val value, String clause) throws ClauseException {
        return switch (value) {
            case DoubleVal(var number) -> number;
            case StringVal(var text) when text.equals("NaN") -> Double.NaN;
            case StringVal(var text) when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
            case StringVal(var text) when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            default ->
                throw new ClauseException(clause + " clause can only be used on doubles, was given " + name(value));
        };
    }

    /** With a comma after each three digits, as upstream writes numbers for en_US. */
    private static String grouped(double number, int digits) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "\u221e" : "-\u221e";
        }
        var text = GoNumbers.rounded(number, digits);
        int point = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
        int first = text.startsWith("-") ? 1 : 0;
        var out = new StringBuilder(text);
        for (int i = point - 3; i > first; i -= 3) {
            out.insert(i, ',');
        }
        return out.toString();
    }

    /** As upstream writes powers of ten for en_US: with a sign of multiplication and raised digits, whatever the precision says. */
    private static String scientific(double number) {
        if (!Double.isFinite(number)) {
            return String.format("%6s", grouped(number, USUAL));
        }
        var parts = GoNumbers.scientific(number, USUAL);
        int power = Integer.parseInt(parts.getLast());
        var out = new StringBuilder(parts.getFirst()).append("\u00d710");
        if (power < 0) {
            out.append('\u207b');
        }
        var shown = String.format("%02d", Math.abs(power));
        shown.chars()
                .forEach(c ->
                        out.append("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079".charAt(c - '0')));
        return out.toString();
    }

    private static String binary(Val value) throws ClauseException {
        return switch (value) {
            case IntVal(var number) -> Long.toString(number, 2);
            case UintVal(var bits) -> Long.toUnsignedString(bits, 2);
            case BoolVal(var truth) -> truth ? "1" : "0";
            default ->
                throw new ClauseException(
                        "only integers and bools can be formatted as binary, was given " + name(value));
        };
    }

    private static String octal(Val value) throws ClauseException {
        return switch (value) {
            case IntVal(var number) -> Long.toString(number, 8);
            case UintVal(var bits) -> Long.toUnsignedString(bits, 8);
            default -> throw new ClauseException("octal clause can only be used on integers, was given " + name(value));
        };
    }

    private static String hex(Val value) throws ClauseException {
        return switch (value) {
            case IntVal(var number) -> Long.toString(number, 16);
            case UintVal(var bits) -> Long.toUnsignedString(bits, 16);
            case StringVal(var text) -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case BytesVal(var bytes) -> HexFormat.of().formatHex(bytes);
            default ->
                throw new ClauseException(
                        "only integers, byte buffers, and strings can be formatted as hex, was given " + name(value));
        };
    }
}
