package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.Drainable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of what goes to many watches. */
class WatchMarshallerTest {
    private final WatchMarshaller marshaller = new WatchMarshaller();

    private static Wire.WatchResponse message(String key) {
        return Wire.WatchResponse.newBuilder()
                .setWatchId(3)
                .addEvents(
                        Wire.Event.newBuilder().setKv(Wire.KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key))))
                .build();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        for (var message : List.of(message("a"), message("b"), Wire.WatchResponse.getDefaultInstance())) {
            assertThat(marshaller.parse(marshaller.stream(message))).isEqualTo(message);

            var drained = new ByteArrayOutputStream();
            var stream = marshaller.stream(message);
            assertThat(stream.available()).isEqualTo(message.getSerializedSize());
            assertThat(((Drainable) stream).drainTo(drained)).isEqualTo(message.getSerializedSize());
            assertThat(drained.toByteArray()).isEqualTo(message.toByteArray());
            assertThat(stream.available()).isZero();
        }
    }

    @Test
    void theSameMessageBecomesBytesOnce() throws IOException {
        var message = message("a");
        assertThat(written(message) == written(message)).isTrue();
        assertThat(written(message) == written(message("a"))).isFalse();
    }

    private byte[] written(Wire.WatchResponse message) throws IOException {
        var written = new ArrayList<byte[]>();
        ((Drainable) marshaller.stream(message)).drainTo(new OutputStream() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                written.add(bytes);
            }

            @Override
            public void write(int one) {
                throw new AssertionError("byte by byte");
            }
        });
        return written.getFirst();
    }
}
