package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.Listing;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.storage.ByteGather;
import dev.mudi.apiserver.storage.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Objects, lists and watch events as protobuf. The message of a stored object is made once and kept with it. */
final class ProtobufForm {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** The empty contentEncoding and contentType of {@code runtime.Unknown}. */
    private static final byte[] TAIL = {0x1a, 0, 0x22, 0};

    private static final int BYTES_FIELD = 2;
    private static final int MAX_TAG_BYTES = 6;
    private static final int VARINT_MORE = 0x80;

    private ProtobufForm() {}

    /** How the message of a stored object, without its envelope, is made of its tree. */
    private static Function<ObjectValue, byte[]> encoding(ResourceStore store) {
        var type = store.definition().schema();
        return tree -> Protobuf.message(store.toServed(tree), type);
    }

    private static byte[] message(ResourceStore store, StoredObject object, Function<ObjectValue, byte[]> encoding) {
        return object.kept(store.definition().apiVersion(), byte[].class, encoding);
    }

    /** A stored object in its envelope. */
    static ByteGather object(ResourceStore store, StoredObject object) {
        var definition = store.definition();
        var message = message(store, object, encoding(store));
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
    static Consumer<ByteSink> list(ResourceStore store, Listing.Objects objects, ObjectValue meta) {
        var definition = store.definition();
        var metadata = Protobuf.message(meta, SchemaCatalog.builtIn().listMeta());
        var encoding = encoding(store);
        return out -> {
            var length = new Sum();
            length.add(sizeOfField(metadata.length));
            objects.forEach(object -> length.add(sizeOfField(message(store, object, encoding).length)));
            opened(definition.apiVersion(), definition.listKind(), length.sum)
                    .buffers()
                    .forEach(part -> out.write(part.array(), part.arrayOffset() + part.position(), part.remaining()));
            var tags = new byte[MAX_TAG_BYTES];
            field(out, 1, metadata, tags);
            objects.forEach(object -> field(out, 2, message(store, object, encoding), tags));
            out.write(TAIL);
        };
    }

    /** The metadata of a list of objects. */
    static Consumer<ByteSink> metadataList(Form form, List<ObjectValue> objects, ObjectValue meta) {
        var catalog = SchemaCatalog.builtIn();
        var type = catalog.kind("", form.metaVersion(), "PartialObjectMetadata").orElseThrow();
        var out = new ByteGather();
        field(out, 1, Protobuf.message(meta, catalog.listMeta()));
        for (var object : objects) {
            field(out, 2, Protobuf.message(ObjectValue.of("metadata", object.object("metadata")), type));
        }
        var message = out.toByteArray();
        var whole = opened(Presentation.META + form.metaVersion(), "PartialObjectMetadataList", message.length)
                .add(message)
                .add(TAIL)
                .toByteArray();
        return sink -> sink.write(whole);
    }

    private static final class Sum {
        private long sum;

        private void add(long more) {
            sum += more;
        }
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

    private static long sizeOfField(int bytes) {
        return 1L + sizeOfVarint(bytes) + bytes;
    }

    private static int sizeOfVarint(int number) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(number | 1) + 6) / 7;
    }

    private static void field(ByteGather out, int number, byte[] bytes) {
        field(out, number, bytes, new byte[MAX_TAG_BYTES]);
    }

    /** Writes a field; its tag and length go through a buffer that is used again. */
    private static void field(ByteSink out, int number, byte[] bytes, byte[] tags) {
        int count = 0;
        tags[count++] = (byte) ((number << 3) | BYTES_FIELD);
        int rest = bytes.length;
        while (rest >= VARINT_MORE) {
            tags[count++] = (byte) (rest % VARINT_MORE | VARINT_MORE);
            rest /= VARINT_MORE;
        }
        tags[count++] = (byte) rest;
        out.write(tags, 0, count);
        out.write(bytes);
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
