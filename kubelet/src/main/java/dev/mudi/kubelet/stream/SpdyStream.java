package dev.mudi.kubelet.stream;

import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One stream of a SPDY connection, opened by the client. */
final class SpdyStream {

    private static final int CHUNK = 32 * 1024;

    private final int id;
    private final Map<String, String> headers;
    private final ByteQueue input;
    private final ChannelOutput output;
    private final AtomicBoolean finished = new AtomicBoolean();

    SpdyStream(int id, Map<String, String> headers, ByteQueue input, ChannelOutput output) {
        this.id = id;
        this.headers = headers;
        this.input = input;
        this.output = output;
    }

    /** A header of the request that opened the stream, by its name in lower case; empty when it isn't there. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    InputStream input() {
        return input;
    }

    ByteQueue queue() {
        return input;
    }

    /** What goes to the client; closing it is the end of this stream's data. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int sent = 0; sent < length; sent += CHUNK) {
                    int size = Math.min(CHUNK, length - sent);
                    output.write(new DefaultSpdyDataFrame(id, ChannelOutput.copy(bytes, offset + sent, size)));
                }
            }

            @Override
            public void close() throws IOException {
                finish();
            }
        };
    }

    /** Ends our side of the stream. Idempotent. */
    void finish() throws IOException {
        if (finished.compareAndSet(false, true)) {
            output.write(new DefaultSpdyDataFrame(id).setLast(true));
        }
    }
}
