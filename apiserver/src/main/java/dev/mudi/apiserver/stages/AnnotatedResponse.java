package dev.mudi.apiserver.stages;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Adds the headers that every answer has, and keeps what the answer was. Used by the request's own thread. */
final class AnnotatedResponse implements ApiResponse {
    private final ApiResponse response;
    private final RequestContext context;

    private int code;
    private long bytes;

    AnnotatedResponse(ApiResponse response, RequestContext context) {
        this.response = response;
        this.context = context;
    }

    /** The HTTP code of the answer, 0 if there is none. */
    int code() {
        return code;
    }

    /** The length of the body of a whole answer. */
    long bytes() {
        return bytes;
    }

    @Override
    public void send(int status, String contentType, Headers headers, List<ByteBuffer> body) {
        code = status;
        bytes = body.stream().mapToLong(ByteBuffer::remaining).sum();
        response.send(status, contentType, annotated(headers), body);
    }

    @Override
    public void send(int status, String contentType, Headers headers, Consumer<ByteSink> body) {
        code = status;
        response.send(status, contentType, annotated(headers), sink -> body.accept(new Counting(sink)));
    }

    /** Counts what goes by. */
    private final class Counting implements ByteSink {
        private final ByteSink sink;

        private Counting(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(byte[] some, int from, int count) {
            bytes += count;
            sink.write(some, from, count);
        }

        @Override
        public void number(long number) {
            long rest = number;
            do {
                bytes++;
                rest /= 10;
            } while (rest > 0);
            sink.number(number);
        }
    }

    @Override
    public ResponseStream stream(int status, String contentType, Headers headers) {
        code = status;
        return response.stream(status, contentType, annotated(headers));
    }

    @Override
    public UpgradedConnection upgrade(Headers headers) {
        var connection = response.upgrade(headers);
        code = 101;
        return connection;
    }

    private Headers annotated(Headers headers) {
        var all = Headers.builder().add("Audit-Id", context.auditId());
        if (!headers.has("Cache-Control")) {
            all.add("Cache-Control", "no-cache, private");
        }
        context.warnings().headerValues().forEach(value -> all.add("Warning", value));
        return all.addAll(headers).build();
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }
}
