package dev.mudi.apiserver;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the server asks itself: whole requests by {@link UserInfo#API_SERVER}, through all stages. Safe for several threads. */
public final class Loopback {
    private final RequestReceiver entry;

    /** Asks here. */
    public Loopback(RequestReceiver entry) {
        this.entry = entry;
    }

    /** Reads an object; empty if there is none. Other refusals are thrown. */
    public Optional<ObjectValue> get(String path) {
        var answer = exchange("GET", path, new byte[0]);
        return answer.code == 404 ? Optional.empty() : Optional.of(object(answer));
    }

    /** Creates an object in the collection at this path. */
    public ObjectValue create(String path, ObjectValue object) {
        return object(exchange("POST", path, Json.write(object)));
    }

    /** Replaces the object at this path. */
    public ObjectValue update(String path, ObjectValue object) {
        return object(exchange("PUT", path, Json.write(object)));
    }

    /** Deletes the object at this path. */
    public void delete(String path) {
        object(exchange("DELETE", path, new byte[0]));
    }

    private Answer exchange(String method, String path, byte[] body) {
        var headers = Headers.of(
                "Content-Type", "application/json", "Accept", "application/json", "User-Agent", "kube-apiserver");
        var answer = new Answer();
        entry.receive(new MemoryRequest(method, path, headers, body, UserInfo.API_SERVER), answer);
        return answer;
    }

    private static ObjectValue object(Answer answer) {
        ObjectValue object;
        try {
            object = Json.parseObject(answer.bytes.toByteArray());
        } catch (MalformedException e) {
            throw new IllegalStateException(
                    "an answer of code " + answer.code + " that is not JSON: " + e.getMessage(), e);
        }
        if (answer.code < 400) {
            return object;
        }
        var reason = Arrays.stream(Reason.values())
                .filter(candidate -> candidate.text().equals(object.string("reason")))
                .findFirst()
                .orElse(Reason.UNKNOWN);
        throw StatusException.of(reason, object.string("message"));
    }

    /** Keeps an answer in memory. */
    private static final class Answer implements ApiResponse {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int code;

        @Override
        public void send(int status, String contentType, Headers headers, List<ByteBuffer> body) {
            code = status;
            body.forEach(this::add);
        }

        private void add(ByteBuffer buffer) {
            var copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public ResponseStream stream(int status, String contentType, Headers headers) {
            throw StatusException.badRequest("the server does not stream to itself");
        }

        @Override
        public UpgradedConnection upgrade(Headers headers) {
            throw StatusException.badRequest("the server does not upgrade connections to itself");
        }

        @Override
        public boolean isCommitted() {
            return code != 0;
        }
    }
}
