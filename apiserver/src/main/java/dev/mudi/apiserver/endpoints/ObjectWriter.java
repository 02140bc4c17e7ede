package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.negotiation.PrettyJson;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.registry.WriteResult;
import dev.mudi.apiserver.storage.ByteGather;
import dev.mudi.apiserver.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers with objects. */
final class ObjectWriter {
    private static final byte[] NEWLINE = "\n".getBytes(StandardCharsets.ISO_8859_1);

    private ObjectWriter() {}

    /** Answers with a stored object. */
    static void write(Call call, Form form, int code, StoredObject object) {
        Presentation.mustFit(call, form, false);
        var presentation = Presentation.of(call, form);
        if (form.media() == Form.Media.PROTOBUF) {
            send(call.response(), code, form, presentation.protobuf(object));
        } else if (presentation.isDirect(object)) {
            var out = new ByteGather(512);
            object.writeTo(out);
            send(call.response(), code, form, out.add(NEWLINE));
        } else {
            write(call.response(), form, code, presentation.shown(call.store().served(object)));
        }
    }

    /** Answers with an object that is not stored as it is. */
    static void write(Call call, Form form, int code, ObjectValue object) {
        write(call.response(), form, code, Presentation.of(call, form).shown(object));
    }

    /** Answers with what a write led to. */
    static void write(Call call, Form form, WriteResult result) {
        int code = result.created() ? 201 : 200;
        switch (result) {
            case WriteResult.Stored(var object, var ignored) -> write(call, form, code, object);
            case WriteResult.Shown(var object, var ignored) -> write(call, form, code, object);
        }
    }

    /** Answers with an object in an encoding, whatever it is. */
    static void write(ApiResponse response, Form wanted, int code, ObjectValue object) {
        boolean protobuf = wanted.media() == Form.Media.PROTOBUF;
        var message = protobuf ? ProtobufForm.object(object) : Optional.<byte[]>empty();
        var form = protobuf && message.isEmpty() ? Form.PLAIN : wanted;
        var bytes = switch (form.media()) {
            case JSON -> form.pretty() ? PrettyJson.write(object) : Json.write(object);
            case YAML -> Yaml.write(object);
            case PROTOBUF -> message.orElseGet(() -> Json.write(object));
        };
        var out = new ByteGather(512).add(bytes);
        send(response, code, form, form.media() == Form.Media.JSON && !form.pretty() ? out.add(NEWLINE) : out);
    }

    static void send(ApiResponse response, int code, Form form, ByteGather body) {
        response.send(code, form.media().type(), Headers.NONE, body.buffers());
    }

    static void send(ApiResponse response, int code, Form form, Consumer<ByteSink> body) {
        response.send(code, form.media().type(), Headers.NONE, body);
    }

    /** The object of a store, as it is served, if it is there. */
    static Optional<ObjectValue> find(ResourceStore store, String namespace, String name) {
        return store.find(namespace, name).map(store::served);
    }
}
