package dev.mudi.etcd.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What came in where a message was to come. To gRPC all of it is well read: it would answer bytes that are no message as if the
 * server had failed, and etcd does not.
 *
 * @param <Q> the messages
 */
sealed interface Received<Q> {
    /**
     * The message.
     *
     * @throws StatusRuntimeException when it is none
     */
    Q message();

    /** A message. */
    record Whole<Q>(Q message) implements Received<Q> {}

    /** Bytes that are no message. */
    record Unreadable<Q>(String why) implements Received<Q> {
        @Override
        public Q message() {
            throw Status.INTERNAL.withDescription(why).asRuntimeException();
        }
    }

    /** The same method, its requests as they are received. */
    static <Q, A> MethodDescriptor<Received<Q>, A> of(MethodDescriptor<Q, A> method) {
        var prototype =
                Objects.requireNonNull(((PrototypeMarshaller<Q>) method.getRequestMarshaller()).getMessagePrototype());
        var prefix = method.getType() == MethodType.UNARY
                ? "grpc: error unmarshalling request: "
                : "grpc: failed to unmarshal the received message: ";
        return method.toBuilder(new Reader<>(prototype, prefix), method.getResponseMarshaller())
                .build();
    }

    /**
     * Reads messages, and what is none.
     *
     * @param prefix of what is said of what is none, in the words of Go's gRPC
     */
    record Reader<Q>(Q prototype, String prefix) implements MethodDescriptor.Marshaller<Received<Q>> {
        @Override
        public InputStream stream(Received<Q> value) {
            throw new UnsupportedOperationException("a server sends no requests");
        }

        @Override
        @SuppressWarnings("unchecked") // The parser is that of Q.
        public Received<Q> parse(InputStream stream) {
            var type = (Message) prototype;
            byte[] bytes = bytes(stream);
            var why = "string field contains invalid UTF-8";
            try {
                // The bytes are nobody else's, so the message may keep pieces of them.
                var in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
                in.enableAliasing(true);
                var message = type.getParserForType().parseFrom(in);
                in.checkLastTagWas(0);
                if (message.getUnknownFields().asMap().isEmpty()) {
                    return new Whole<>((Q) message);
                }
                var fault = GoFaults.find(type.getDescriptorForType(), bytes);
                return fault == null ? new Whole<>((Q) message) : new Unreadable<>(prefix + fault);
            } catch (InvalidProtocolBufferException _) {
                var fault = GoFaults.find(type.getDescriptorForType(), bytes);
                return new Unreadable<>(prefix + (fault == null ? why : fault));
            }
        }

        private static byte[] bytes(InputStream stream) {
            try {
                return stream.readNBytes(stream.available());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
