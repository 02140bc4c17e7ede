package dev.mudi.api.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Objects as protobuf: the four bytes {@code k8s\0}, then a {@code runtime.Unknown} that names apiVersion and kind and holds the message of the
 * object (apimachinery, serializer/protobuf). Built-in kinds only; custom resources have no numbers. Safe for several threads.
 */
public final class Protobuf {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private Protobuf() {}

    /**
     * What is around a message.
     *
     * @param apiVersion of the object; may be empty
     * @param kind of the object; may be empty
     * @param message of the object
     */
    public record Envelope(String apiVersion, String kind, ByteString message) {
        /** The group; empty for core. */
        public String group() {
            int slash = apiVersion.indexOf('/');
            return slash < 0 ? "" : apiVersion.substring(0, slash);
        }

        /** The version without the group. */
        public String version() {
            return apiVersion.substring(apiVersion.indexOf('/') + 1);
        }
    }

    /** Gives the type of a kind; empty if it is not known. */
    @FunctionalInterface
    public interface Types {
        /** The type of a kind. */
        Optional<Struct> find(String group, String version, String kind);
    }

    /** An object in its envelope; apiVersion and kind are those that stand in it. */
    public static byte[] encode(ObjectValue object, Struct type) {
        return wrap(object.string("apiVersion"), object.string("kind"), message(object, type));
    }

    /** The bare message of an object: what a list holds as an item, what an envelope holds. */
    public static byte[] message(ObjectValue object, Struct type) {
        return MessageWriter.write(object, type);
    }

    /** A message in an envelope. */
    public static byte[] wrap(String apiVersion, String kind, byte[] message) {
        return bytes(out -> {
            out.writeRawBytes(MAGIC);
            out.writeByteArray(1, bytes(type -> {
                type.writeString(1, apiVersion);
                type.writeString(2, kind);
            }));
            out.writeByteArray(2, message);
            out.writeString(3, "");
            out.writeString(4, "");
        });
    }

    /**
     * One event of a watch, without the four bytes of length that stand before each.
     *
     * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR}
     * @param object in its envelope
     */
    public static byte[] watchEvent(String type, byte[] object) {
        return bytes(out -> {
            out.writeString(1, type);
            out.writeByteArray(2, bytes(extension -> extension.writeByteArray(1, object)));
        });
    }

    /** Opens an envelope. */
    public static Envelope unwrap(byte[] bytes) throws MalformedException {
        if (bytes.length == 0) {
            throw new MalformedException("empty data");
        }
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        if (bytes.length == MAGIC.length) {
            throw new MalformedException("empty body");
        }
        try {
            var in = CodedInputStream.newInstance(bytes, MAGIC.length, bytes.length - MAGIC.length);
            var type = new byte[0];
            var message = ByteString.EMPTY;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> type = in.readByteArray();
                    case 2 -> message = in.readBytes();
                    default -> in.skipField(tag);
                }
            }
            var names = names(type);
            return new Envelope(names[0], names[1], message);
        } catch (IOException e) {
            throw new MalformedException("proto: " + e.getMessage(), e);
        }
    }

    private static String[] names(byte[] type) throws IOException {
        var names = new String[] {"", ""};
        var in = CodedInputStream.newInstance(type);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            if (number == 1 || number == 2) {
                names[number - 1] = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        return names;
    }

    /** The object of an envelope, in canonical form, with its apiVersion and kind. */
    public static ObjectValue decode(byte[] bytes, Types types) throws MalformedException {
        var envelope = unwrap(bytes);
        var type = types.find(envelope.group(), envelope.version(), envelope.kind());
        if (type.isEmpty()) {
            throw new MalformedException(
                    "no kind \"" + envelope.kind() + "\" is registered for version \"" + envelope.apiVersion() + "\"");
        }
        return decode(envelope, type.get());
    }

    /** The object of an envelope of a type, in canonical form, with its apiVersion and kind. */
    public static ObjectValue decode(Envelope envelope, Struct type) throws MalformedException {
        var object = MessageReader.read(envelope.message(), type)
                .with("kind", envelope.kind())
                .with("apiVersion", envelope.apiVersion());
        return Decoder.decode(object, type).object();
    }

    /** Something that writes. */
    @FunctionalInterface
    interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] bytes(Content content) {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes, 512);
        try {
            content.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
