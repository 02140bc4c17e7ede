package dev.mudi.api.openapi;

import com.google.protobuf.CodedOutputStream;
import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the protobuf forms of both versions of OpenAPI have in common. */
final class Messages {
    private Messages() {}

    /** Writes the fields of one message. */
    @FunctionalInterface
    interface Message {
        void write(CodedOutputStream out) throws IOException;
    }

    static void yaml(CodedOutputStream out, Value value) throws IOException {
        out.writeString(2, new String(Json.write(value), StandardCharsets.UTF_8) + "\n");
    }

    /** A named message: the name, and the value. */
    static void named(CodedOutputStream out, int number, String name, Message value) {
        message(out, number, pair -> {
            pair.writeString(1, name);
            message(pair, 2, value);
        });
    }

    static void message(CodedOutputStream out, int number, Message message) {
        try {
            out.writeByteArray(number, bytes(message));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    static byte[] bytes(Message message) {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes, 512);
        try {
            message.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
