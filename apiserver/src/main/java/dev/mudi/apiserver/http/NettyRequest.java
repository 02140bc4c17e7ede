package dev.mudi.apiserver.http;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.QueryParameters;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.RequestTarget;
import dev.mudi.apiserver.UserInfo;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as it came over the wire. Its body is collected on the event loop before anybody sees the request. */
final class NettyRequest implements ApiRequest {
    private static final byte[] NOTHING = new byte[0];

    private final String method;
    private final RequestTarget target;
    private final Headers headers;
    private final Peer peer;

    private byte[] body = NOTHING;
    private int length;
    private boolean tooLarge;

    /** The body of a request that is handed over before it has come. */
    private @Nullable IncomingBody incoming;

    /** Who is at the other end of a connection. */
    record Peer(InetSocketAddress address, List<X509Certificate> certificates) {}

    /**
     * A request whose body has not come.
     *
     * @throws IllegalArgumentException for a broken escape in the path
     */
    NettyRequest(String method, String uri, Headers headers, Peer peer) {
        this.method = method;
        this.target = RequestTarget.parse(uri);
        this.headers = headers;
        this.peer = peer;
    }

    /** Adds a part of the body, on the event loop; false when that is more than allowed, and nothing is kept any more. */
    boolean append(ByteBuf part) {
        int more = part.readableBytes();
        if (tooLarge || length + more > MAX_BODY_BYTES) {
            tooLarge = true;
            body = NOTHING;
            return false;
        }
        if (length + more > body.length) {
            body = Arrays.copyOf(
                    body, length == 0 ? more : Math.max(length + more, Math.min(2 * length, MAX_BODY_BYTES)));
        }
        part.getBytes(part.readerIndex(), body, length, more);
        length += more;
        return true;
    }

    /** Whether this goes on to a pod, service or node, and has a body: then nobody here needs the whole of it. */
    boolean isPassedOn(boolean http2) {
        boolean announced = http2 || headers.has("Transfer-Encoding") || headers.has("Content-Length");
        return announced
                && target.path().contains("/proxy")
                && !headers.hasToken("Connection", "upgrade")
                && RequestInfo.of(this).isProxy();
    }

    /** Whether the body comes only when it is asked for (RFC 9110, section 10.1.1). */
    boolean waitsToBeAsked() {
        return headers.hasToken("Expect", "100-continue");
    }

    /** The body is read from here as it comes. */
    void passOn(IncomingBody body) {
        incoming = body;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public String rawPath() {
        return target.rawPath();
    }

    @Override
    public QueryParameters query() {
        return target.query();
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public InputStream bodyStream() {
        var passed = incoming;
        return passed == null ? new ByteArrayInputStream(body()) : passed;
    }

    @Override
    public long bodyLength() {
        if (incoming == null) {
            return length;
        }
        try {
            return Long.parseLong(headers.get("Content-Length"));
        } catch (NumberFormatException notGiven) {
            return -1;
        }
    }

    @Override
    public byte[] body() {
        var passed = incoming;
        if (passed != null) {
            collect(passed);
        }
        if (tooLarge) {
            throw ApiRequest.bodyTooLarge();
        }
        if (body.length != length) {
            body = Arrays.copyOf(body, length);
        }
        return body;
    }

    private void collect(IncomingBody passed) {
        try (passed) {
            body = passed.readNBytes(MAX_BODY_BYTES + 1);
            length = body.length;
            tooLarge = length > MAX_BODY_BYTES;
            incoming = null;
        } catch (IOException e) {
            throw StatusException.badRequest("the body of the request could not be read: " + e.getMessage());
        }
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return peer.certificates();
    }

    @Override
    public InetSocketAddress remote() {
        return peer.address();
    }

    @Override
    public Optional<UserInfo> trustedUser() {
        return Optional.empty();
    }

    /** Whether the peer wants to talk WebSocket (RFC 6455, section 4.1). */
    boolean asksForWebSocket() {
        return headers.hasToken("Upgrade", "websocket") && headers.has("Sec-WebSocket-Key");
    }
}
