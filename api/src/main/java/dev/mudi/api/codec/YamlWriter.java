package dev.mudi.api.codec;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Writes block style YAML: keys sorted, lists not indented below their key, long texts as literal blocks. For one value. */
final class YamlWriter {
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}\\p{N}_./$(<^~;+-]([^\\p{Cntrl}#:]|:(?=[^\\s])|(?<=\\S)#)*+(?<![\\s:])");
    private static final Pattern NO_START = Pattern.compile("([-?] .*|[-?]|---.*|\\.\\.\\..*)");
    private static final Pattern LITERAL = Pattern.compile("[^\\p{Cntrl}\\s][^\\p{Cntrl}]*(\\n[^\\p{Cntrl}]*+)++");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String text(Value value) {
        var writer = new YamlWriter();
        writer.block(value, 0);
        return writer.out.toString();
    }

    /** A value that begins on its own line. */
    private void block(Value value, int indent) {
        switch (value) {
            case ObjectValue object
            when !object.isEmpty() -> {
                for (var name : object.names().stream().sorted().toList()) {
                    indent(indent);
                    field(name, object.get(name).orElseThrow(), indent);
                }
            }
            case ArrayValue array
            when !array.isEmpty() -> {
                for (var item : array.items()) {
                    indent(indent);
                    item(item, indent);
                }
            }
            default -> {
                indent(indent);
                scalar(value, indent);
            }
        }
    }

    private void field(String name, Value value, int indent) {
        out.append(word(name)).append(':');
        switch (value) {
            case ObjectValue object
            when !object.isEmpty() -> {
                out.append('\n');
                block(object, indent + 2);
            }
            case ArrayValue array
            when !array.isEmpty() -> {
                out.append('\n');
                block(array, indent);
            }
            default -> {
                out.append(' ');
                scalar(value, indent + 2);
            }
        }
    }

    private void item(Value value, int indent) {
        out.append("- ");
        switch (value) {
            case ObjectValue object
            when !object.isEmpty() -> {
                var names = object.names().stream().sorted().toList();
                field(names.getFirst(), object.get(names.getFirst()).orElseThrow(), indent + 2);
                for (var name : names.subList(1, names.size())) {
                    indent(indent + 2);
                    field(name, object.get(name).orElseThrow(), indent + 2);
                }
            }
            case ArrayValue array
            when !array.isEmpty() -> {
                item(array.get(0), indent + 2);
                for (var next : array.items().subList(1, array.size())) {
                    indent(indent + 2);
                    item(next, indent + 2);
                }
            }
            default -> scalar(value, indent + 2);
        }
    }

    private void scalar(Value value, int indent) {
        if (value instanceof StringValue(var text) && LITERAL.matcher(text).matches()) {
            literal(text, indent);
        } else {
            out.append(value instanceof StringValue(var text) ? word(text) : json(value))
                    .append('\n');
        }
    }

    private void literal(String text, int indent) {
        var chomping = !text.endsWith("\n") ? "-" : text.endsWith("\n\n") ? "+" : "";
        out.append('|').append(chomping).append('\n');
        var lines = (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1);
        for (var line : lines) {
            if (!line.isEmpty()) {
                indent(Math.max(indent, 2));
            }
            out.append(line).append('\n');
        }
    }

    private static String word(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !NO_START.matcher(text).matches() && YamlScalars.isText(text);
        return plain ? text : json(new StringValue(text));
    }

    private static String json(Value value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private void indent(int indent) {
        out.repeat(' ', indent);
    }
}
