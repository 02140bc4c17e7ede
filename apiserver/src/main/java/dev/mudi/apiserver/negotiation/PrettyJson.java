package dev.mudi.apiserver.negotiation;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** JSON for people: two spaces a level, as Go's indenting encoder writes it. */
public final class PrettyJson {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

    private PrettyJson() {}

    /** The text of a value. */
    public static byte[] write(Value value) {
        var json = new PrettyJson();
        json.write(value, 0);
        return json.out.toByteArray();
    }

    private void write(Value value, int depth) {
        switch (value) {
            case ObjectValue object
            when !object.isEmpty() -> {
                text("{");
                for (int i = 0; i < object.size(); i++) {
                    line(i == 0 ? "" : ",", depth + 1);
                    Json.write(Value.of(object.nameAt(i)), out);
                    text(": ");
                    write(object.valueAt(i), depth + 1);
                }
                line("", depth);
                text("}");
            }
            case ArrayValue array
            when !array.isEmpty() -> {
                text("[");
                for (int i = 0; i < array.size(); i++) {
                    line(i == 0 ? "" : ",", depth + 1);
                    write(array.get(i), depth + 1);
                }
                line("", depth);
                text("]");
            }
            default -> Json.write(value, out);
        }
    }

    private void line(String before, int depth) {
        text(before + "\n" + "  ".repeat(depth));
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
