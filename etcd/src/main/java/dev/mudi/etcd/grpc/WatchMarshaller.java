package dev.mudi.etcd.grpc;

import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the messages of watches. The same message often goes to many watches, one after the other: it becomes bytes once.
 * Safe for several threads.
 */
final class WatchMarshaller implements PrototypeMarshaller<Wire.WatchResponse> {
    private final PrototypeMarshaller<Wire.WatchResponse> messages =
            (PrototypeMarshaller<Wire.WatchResponse>) ProtoUtils.marshaller(Wire.WatchResponse.getDefaultInstance());
    private volatile @Nullable Written last;

    private static final class Written {
        private final Wire.WatchResponse message;
        private final byte[] bytes;

        Written(Wire.WatchResponse message) {
            this.message = message;
            this.bytes = message.toByteArray();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The same message, not one that looks like it.
    public InputStream stream(Wire.WatchResponse message) {
        var known = last;
        if (known == null || known.message != message) {
            known = new Written(message);
            last = known;
        }
        return new Whole(known.bytes);
    }

    @Override
    public Wire.WatchResponse parse(InputStream stream) {
        return messages.parse(stream);
    }

    @Override
    public Wire.WatchResponse getMessagePrototype() {
        return Wire.WatchResponse.getDefaultInstance();
    }

    @Override
    public Class<Wire.WatchResponse> getMessageClass() {
        return Wire.WatchResponse.class;
    }

    /** Bytes that are written at one go. */
    private static final class Whole extends ByteArrayInputStream implements KnownLength, Drainable {
        Whole(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int drainTo(OutputStream target) throws IOException {
            int length = available();
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
