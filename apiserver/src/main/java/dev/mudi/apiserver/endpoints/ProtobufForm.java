package dev.mudi.apiserver.endpoints;

import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.storage.ByteGather;
import dev.mudi.apiserver.storage.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Objects, lists and watch events as protobuf. The message of a stored object is made once and kept with it. */
final class ProtobufForm {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** The empty contentEncoding and contentType of {@code runtime.Unknown}. */
    private static final byte[] TAIL = {0x1a, 0, 0x22, 0};

    private static final int BYTES_FIELD = 2;
    private static final int VARINT_MORE = 0x80;

    private ProtobufForm() {}

    /** The message of a stored object, without its envelope. */
    private static byte[] message(ResourceStore store, StoredObject object) {
        var type = store.definition().schema();
        return object.encoded(store.definition().apiVersion(), tree -> Protobuf.message(store.toServed(tree), type));
    }

    /** A stored object in its envelope. */
    static ByteGather object(ResourceStore store, StoredObject object) {
        var definition = store.definition();
        var message = message(store, object);
        var out = opened(definition.apiVersion(), definition.kind(), message.length);
        return out.add(message).add(TAIL);
    }

    /** Any object in its envelope; empty if it is of no kind that has a protobuf form. */
    static Optional<byte[]> object(ObjectValue object) {
        var apiVersion = object.string("apiVersion");
        int slash = apiVersion.indexOf('/');
        return SchemaCatalog.builtIn()
                .kind(
                        slash < 0 ? "" : apiVersion.substring(0, slash),
                        apiVersion.substring(slash + 1),
                        object.string("kind"))
                .map(type -> Protobuf.encode(object, type));
    }

    /** A list: its metadata, then each object's message. */
    static ByteGather list(ResourceStore store, List<StoredObject> objects, ObjectValue meta) {
        var definition = store.definition();
        var metadata = Protobuf.message(meta, SchemaCatalog.builtIn().listMeta());
        var body = new ByteGather();
        field(body, 1, metadata);
        objects.forEach(object -> field(body, 2, message(store, object)));
        var out = opened(definition.apiVersion(), definition.listKind(), body.length());
        body.buffers().forEach(part -> out.add(part));
        return out.add(TAIL);
    }

    /** A watch event with the four bytes of length before it. */
    static ByteGather event(String type, byte[] object) {
        var event = Protobuf.watchEvent(type, object);
        var length = ByteBuffer.allocate(Integer.BYTES).putInt(event.length).array();
        return new ByteGather(event.length + length.length).add(length).add(event);
    }

    private static ByteGather opened(String apiVersion, String kind, long length) {
        var names = new ByteGather(64);
        field(names, 1, apiVersion.getBytes(StandardCharsets.UTF_8));
        field(names, 2, kind.getBytes(StandardCharsets.UTF_8));
        var out = new ByteGather().add(MAGIC);
        field(out, 1, names.toByteArray());
        return out.add(new byte[] {(2 << 3) | BYTES_FIELD}).add(varint(length));
    }

    private static void field(ByteGather out, int number, byte[] bytes) {
        out.add(new byte[] {(byte) ((number << 3) | BYTES_FIELD)})
                .add(varint(bytes.length))
                .add(bytes);
    }

    private static byte[] varint(long number) {
        var bytes = new ByteArrayOutputStream(5);
        long rest = number;
        while (rest >= VARINT_MORE) {
            bytes.write((int) (rest % VARINT_MORE) | VARINT_MORE);
            rest /= VARINT_MORE;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }
}
