package dev.mudi.apiserver.fuzz;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What came back: the code and the beginning of the body. Nobody reads a stream for longer than a moment. */
final class Answer implements ApiResponse {
    private static final int SHOWN_BYTES = 8 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int code;
    private String contentType = "";

    int code() {
        return code;
    }

    String contentType() {
        return contentType;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void send(int status, String type, Headers headers, List<ByteBuffer> body) {
        code = status;
        contentType = type;
        body.forEach(this::add);
    }

    private void add(ByteBuffer buffer) {
        int some = Math.min(buffer.remaining(), SHOWN_BYTES - bytes.size());
        for (int i = 0; i < some; i++) {
            bytes.write(buffer.get(buffer.position() + i));
        }
    }

    @Override
    public ResponseStream stream(int status, String type, Headers headers) {
        code = status;
        contentType = type;
        return new Left();
    }

    @Override
    public UpgradedConnection upgrade(Headers headers) {
        throw StatusException.badRequest("nothing is upgraded here");
    }

    @Override
    public boolean isCommitted() {
        return code != 0;
    }

    /** A stream whose reader has left. */
    private final class Left implements ResponseStream {
        @Override
        public void write(ByteBuffer... buffers) {
            for (var buffer : buffers) {
                add(buffer);
            }
        }

        @Override
        public void flush() {}

        @Override
        public boolean isClosed() {
            return true;
        }

        @Override
        public void onClose(Runnable action) {
            action.run();
        }

        @Override
        public void close() {}
    }
}
