package dev.mudi.apiserver.streaming;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a request on to a backend and its answer back; when the backend switches protocols, pipes bytes both ways. */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int REFUSAL_BYTES = 2_000;

    /** Headers that hold for one connection (RFC 9110, section 7.6.1), or are none of the backend's business. */
    private static final Set<String> DROPPED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "host",
            "authorization",
            "expect",
            "audit-id",
            "x-remote-user",
            "x-remote-uid",
            "x-remote-group");

    private final NodeConnector connector;

    Forwarder(NodeConnector connector) {
        this.connector = connector;
    }

    /** How the answer is passed back. */
    enum Mode {
        /** As it is. */
        TRANSPARENT,
        /** A refusal of the backend becomes a Status; what comes is passed on at once, as plain text. */
        LOG
    }

    /** Where to, and what to ask for there. */
    record Destination(Target target, String pathAndQuery) {}

    /** Forwards a request. StatusException 500 or 503 when the backend cannot be reached. */
    void forward(ApiRequest request, ApiResponse response, Destination destination, Mode mode) {
        boolean upgrade = mode == Mode.TRANSPARENT && request.headers().hasToken("Connection", "upgrade");
        var headers = headers(request.headers(), upgrade, destination.target().authority());
        exchange(request, response, destination, headers.build(), backend -> {
            var head = backend.head();
            if (head.code() == 101) {
                pipe(backend, response.upgrade(upgradeHeaders(head.headers())));
            } else if (mode == Mode.LOG && (head.code() < 200 || head.code() > 206)) {
                throw refusal(head.code(), backend.body(request.method(), head));
            } else {
                var headersBack = mode == Mode.LOG ? Headers.of("Content-Type", "text/plain") : head.headers();
                var stream = begin(response, new Backend.Head(head.code(), headersBack), "", backend);
                copy(backend.body(request.method(), head), new Chunks(stream));
                stream.close();
            }
        });
    }

    /** Forwards a request to whatever runs on the other side; what it says of links and origins is made to fit. */
    void proxy(ApiRequest request, ApiResponse response, Destination destination, ProxyLinks links) {
        boolean upgrade = request.headers().hasToken("Connection", "upgrade");
        var host = links.front().isEmpty() ? destination.target().authority() : links.front();
        var headers = headers(request.headers(), upgrade, host)
                .add("X-Forwarded-Uri", request.rawPath())
                .add("X-Forwarded-For", forwardedFor(request));
        exchange(request, response, destination, headers.build(), backend -> {
            var head = backend.head();
            if (head.code() == 101) {
                pipe(backend, response.upgrade(upgradeHeaders(head.headers())));
            } else if (upgrade && head.code() < 400) {
                throw StatusException.of(Reason.INTERNAL_ERROR, "invalid upgrade response: status code " + head.code());
            } else {
                answer(request, response, backend, head, new ProxiedAnswer(links));
            }
        });
    }

    private static void answer(
            ApiRequest request, ApiResponse response, Backend backend, Backend.Head head, ProxiedAnswer proxied)
            throws IOException {
        var changed = proxied.head(head);
        if (head.code() == 204 || head.code() == 304) {
            response.send(
                    head.code(), changed.headers().get("Content-Type"), answerHeaders(changed.headers()), List.of());
            return;
        }
        var body = backend.body(request.method(), head);
        if (!proxied.isPage(head) || request.method().equals("HEAD")) {
            var stream = begin(response, changed, head.headers().get("Content-Length"), backend);
            copy(body, new Chunks(stream));
            stream.close();
            return;
        }
        var stream = begin(response, changed, "", backend);
        try (var out = proxied.writing(head, new Chunks(stream))) {
            copy(proxied.reading(head, body), out);
        }
        stream.close();
    }

    private static String forwardedFor(ApiRequest request) {
        var peer = request.remote().getAddress();
        var before = request.headers().get("X-Forwarded-For");
        var address = peer == null ? request.remote().getHostString() : peer.getHostAddress();
        return before.isEmpty() ? address : before + ", " + address;
    }

    /** What is done with a backend that was asked. */
    @FunctionalInterface
    private interface Conversation {
        void hold(Backend backend) throws IOException;
    }

    private void exchange(
            ApiRequest request,
            ApiResponse response,
            Destination destination,
            Headers headers,
            Conversation conversation) {
        try (var body = request.bodyStream();
                var backend = new Backend(connector.connect(destination.target()))) {
            long length = request.bodyLength();
            backend.sendHead(request.method(), destination.pathAndQuery(), headers, length);
            if (length == 0) {
                conversation.hold(backend);
            } else {
                holdWhileSending(backend, body, length < 0, conversation);
            }
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw new PeerGoneException(
                        "the backend " + destination.target().authority() + " is gone: " + e.getMessage());
            }
            throw StatusException.of(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + e.getMessage());
        }
    }

    /** The backend may answer before it has read everything, or anything: its answer is read while the body is sent. */
    private static void holdWhileSending(Backend backend, InputStream body, boolean chunked, Conversation conversation)
            throws IOException {
        var sender = Thread.ofVirtual().name("body-to-backend").start(() -> send(body, chunked, backend));
        try {
            conversation.hold(backend);
        } finally {
            closeQuietly(body);
            closeQuietly(backend);
            joinQuietly(sender);
        }
    }

    private static void send(InputStream body, boolean chunked, Backend backend) {
        try {
            backend.sendBody(body, chunked);
        } catch (EOFException clientLeft) {
            closeQuietly(backend);
        } catch (IOException ended) {
            // Whether that is a fault, the answer tells, or that there is none.
            LOG.atDebug().addKeyValue("cause", ended.getMessage()).log("a body was not sent to its end");
        }
    }

    private static Headers.Builder headers(Headers request, boolean upgrade, String host) {
        var headers = Headers.builder().add("Host", host);
        request.forEach((name, value) -> {
            var small = name.toLowerCase(Locale.ROOT);
            boolean dropped = DROPPED.contains(small)
                    || small.startsWith("impersonate-")
                    || small.startsWith("x-remote-extra-")
                    || small.startsWith("x-forwarded-");
            if (!dropped) {
                headers.add(name, value);
            }
        });
        if (upgrade) {
            headers.add("Connection", "Upgrade").add("Upgrade", request.get("Upgrade"));
        } else {
            headers.add("Connection", "close");
        }
        return headers;
    }

    /** The headers of the backend's 101, which name the protocol chosen. */
    private static Headers upgradeHeaders(Headers backend) {
        var headers = Headers.builder();
        backend.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Date") && !name.equalsIgnoreCase("Content-Length")) {
                headers.add(name, value);
            }
        });
        return headers.build();
    }

    private static Headers answerHeaders(Headers backend) {
        var headers = Headers.builder();
        backend.forEach((name, value) -> {
            var small = name.toLowerCase(Locale.ROOT);
            boolean ours = small.equals("content-type") || small.equals("date");
            if (!DROPPED.contains(small) && !ours) {
                headers.add(name, value);
            }
        });
        return headers.build();
    }

    private static StatusException refusal(int code, InputStream body) throws IOException {
        var text = new String(body.readNBytes(REFUSAL_BYTES), StandardCharsets.UTF_8);
        return switch (code) {
            case 400 -> StatusException.badRequest(text);
            case 404 ->
                StatusException.of(Reason.NOT_FOUND, "the server could not find the requested resource: " + text);
            case 500 -> StatusException.internal(text);
            case 503 -> StatusException.of(Reason.SERVICE_UNAVAILABLE, text);
            default -> StatusException.of(Reason.INTERNAL_ERROR, "an error on the node (code " + code + "): " + text);
        };
    }

    /** Begins an answer whose body has this length; an empty text if that is not known. */
    private static ResponseStream begin(ApiResponse response, Backend.Head head, String length, Backend backend) {
        var headers = answerHeaders(head.headers());
        var stream = response.stream(
                head.code(),
                head.headers().get("Content-Type"),
                length.isEmpty() ? headers : headers.plus("Content-Length", length));
        stream.onClose(() -> closeQuietly(backend));
        return stream;
    }

    /** Passes a body on as it comes. When it breaks off, the answer is not ended either, so that nobody takes it for the whole. */
    private static void copy(InputStream body, OutputStream out) throws IOException {
        var bytes = new byte[BUFFER_BYTES];
        for (int read = body.read(bytes); read >= 0; read = body.read(bytes)) {
            out.write(bytes, 0, read);
            if (body.available() == 0) {
                out.flush();
            }
        }
    }

    /** A stream of an answer as Java writes one; closing it leaves the answer open. */
    private static final class Chunks extends OutputStream {
        private final ResponseStream stream;

        Chunks(ResponseStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) {
            stream.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            stream.write(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)));
        }

        @Override
        public void flush() {
            stream.flush();
        }
    }

    /** Pipes until either side ends. */
    private static void pipe(Backend backend, UpgradedConnection client) throws IOException {
        var upstream = Thread.ofVirtual().name("pipe-to-node").start(() -> {
            try {
                toBackend(client, backend);
            } catch (IOException ended) {
                LOG.atDebug().addKeyValue("cause", ended.getMessage()).log("a piped connection ended");
            } finally {
                closeQuietly(backend);
            }
        });
        try {
            var bytes = new byte[BUFFER_BYTES];
            for (int read = backend.in().read(bytes);
                    read >= 0;
                    read = backend.in().read(bytes)) {
                client.write(ByteBuffer.wrap(bytes, 0, read));
            }
        } catch (IOException ended) {
            LOG.atDebug().addKeyValue("cause", ended.getMessage()).log("a piped connection ended");
        } finally {
            client.close();
            joinQuietly(upstream);
        }
    }

    private static void toBackend(UpgradedConnection client, Backend backend) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (client.read(buffer) >= 0) {
            backend.out().write(buffer.array(), 0, buffer.position());
            backend.out().flush();
            buffer.clear();
        }
    }

    private static void closeQuietly(Closeable backendOrBody) {
        try {
            backendOrBody.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("a connection to a node did not close cleanly");
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
