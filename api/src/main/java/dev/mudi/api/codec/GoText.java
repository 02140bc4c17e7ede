package dev.mudi.api.codec;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.stream.Collectors;

/** Values as Go writes them into messages. Pure. */
public final class GoText {
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private GoText() {}

    /** The shortest JSON text as encoding/json writes it, safe to stand in HTML. */
    public static String json(Value value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    /** JSON text over several lines, each level one space further in. */
    public static String indented(Value value) {
        var out = new StringBuilder();
        indented(value, "\n", out);
        return out.toString();
    }

    /** A value as Go's {@code fmt} prints it ({@code %v}): {@code map[data:map[a:1] list:[x y]]}. */
    public static String printed(Value value) {
        return switch (value) {
            case StringValue(var text) -> text;
            case IntegerValue(var number) -> Long.toString(number);
            case DecimalValue(var number) -> GoNumbers.shortest(number);
            case BooleanValue(var truth) -> Boolean.toString(truth);
            case NullValue ignored -> "<nil>";
            case ArrayValue list ->
                list.items().stream().map(GoText::printed).collect(Collectors.joining(" ", "[", "]"));
            case ObjectValue object ->
                object.names().stream()
                        .sorted()
                        .map(name -> name + ":" + printed(object.get(name).orElse(NullValue.NULL)))
                        .collect(Collectors.joining(" ", "map[", "]"));
        };
    }

    /** What Go's decoder of JSON calls a value that is not of the wanted type. */
    public static String typeName(Value value) {
        return switch (value) {
            case ObjectValue ignored -> "object";
            case ArrayValue ignored -> "array";
            case StringValue ignored -> "string";
            case IntegerValue ignored -> "number";
            case DecimalValue ignored -> "number";
            case BooleanValue ignored -> "bool";
            case NullValue ignored -> "null";
        };
    }

    private static void indented(Value value, String end, StringBuilder out) {
        var inner = end + " ";
        if (value instanceof ObjectValue object && !object.isEmpty()) {
            for (int i = 0; i < object.size(); i++) {
                out.append(i == 0 ? "{" : ",").append(inner);
                write(object.nameAt(i), out);
                out.append(": ");
                indented(object.valueAt(i), inner, out);
            }
            out.append(end).append('}');
        } else if (value instanceof ArrayValue array && !array.isEmpty()) {
            for (int i = 0; i < array.size(); i++) {
                out.append(i == 0 ? "[" : ",").append(inner);
                indented(array.get(i), inner, out);
            }
            out.append(end).append(']');
        } else {
            write(value, out);
        }
    }

    private static void write(Value value, StringBuilder out) {
        switch (value) {
            case ObjectValue object -> {
                for (int i = 0; i < object.size(); i++) {
                    out.append(i == 0 ? '{' : ',');
                    write(object.nameAt(i), out);
                    out.append(':');
                    write(object.valueAt(i), out);
                }
                out.append(object.isEmpty() ? "{}" : "}");
            }
            case ArrayValue array -> {
                for (int i = 0; i < array.size(); i++) {
                    out.append(i == 0 ? '[' : ',');
                    write(array.get(i), out);
                }
                out.append(array.isEmpty() ? "[]" : "]");
            }
            case StringValue(var text) -> write(text, out);
            case IntegerValue(var number) -> out.append(number);
            case DecimalValue(var number) -> out.append(GoNumbers.json(number));
            case BooleanValue(var truth) -> out.append(truth);
            case NullValue ignored -> out.append("null");
        }
    }

    private static void write(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '<', '>', '&', LINE_SEPARATOR, PARAGRAPH_SEPARATOR -> escape(c, out);
                default -> {
                    if (c < ' ') {
                        escape(c, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** A text in quotes as strconv.Quote writes it: what cannot be seen is escaped. */
    public static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> out.append('\\').append((char) c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case 7 -> out.append("\\a");
                case 11 -> out.append("\\v");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        out.append(String.format("\\x%02x", c));
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else if (Character.isBmpCodePoint(c)) {
                        escape((char) c, out);
                    } else {
                        out.append(String.format("\\U%08x", c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static void escape(char c, StringBuilder out) {
        out.append(String.format("\\u%04x", (int) c));
    }

    /** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the space. */
    public static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
