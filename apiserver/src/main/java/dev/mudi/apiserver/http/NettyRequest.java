package dev.mudi.apiserver.http;

import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.QueryParameters;
import dev.mudi.apiserver.UserInfo;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request as it came over the wire. Its body is collected on the event loop before anybody sees the request. */
final class NettyRequest implements ApiRequest {
    private static final byte[] NOTHING = new byte[0];

    private final String method;
    private final String rawPath;
    private final String path;
    private final QueryParameters query;
    private final Headers headers;
    private final Peer peer;

    private byte[] body = NOTHING;
    private int length;
    private boolean tooLarge;

    /** Who is at the other end of a connection. */
    record Peer(InetSocketAddress address, List<X509Certificate> certificates) {}

    NettyRequest(HttpRequest head, Peer peer) {
        var uri = pathAndQuery(head.uri());
        int question = uri.indexOf('?');
        this.method = head.method().name();
        this.rawPath = question < 0 ? uri : uri.substring(0, question);
        this.path = decode(rawPath);
        this.query = question < 0 ? QueryParameters.NONE : QueryParameters.parse(uri.substring(question + 1));
        this.peer = peer;
        var collected = Headers.builder();
        for (var entry : head.headers()) {
            collected.add(entry.getKey(), entry.getValue());
        }
        this.headers = collected.build();
    }

    /** Drops scheme and host of an absolute request target (RFC 9112, section 3.2.2), and a fragment. */
    private static String pathAndQuery(String target) {
        var rest = target;
        int scheme = target.indexOf("://");
        if (scheme > 0 && !target.startsWith("/")) {
            int slash = target.indexOf('/', scheme + 3);
            rest = slash < 0 ? "/" : target.substring(slash);
        }
        int fragment = rest.indexOf('#');
        return fragment < 0 ? rest : rest.substring(0, fragment);
    }

    /** Decodes the escapes of a path; IllegalArgumentException for a broken one. */
    private static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        var bytes = raw.getBytes(StandardCharsets.UTF_8);
        int out = 0;
        for (int in = 0; in < bytes.length; in++) {
            byte b = bytes[in];
            if (b == '%') {
                int high = in + 2 < bytes.length ? Character.digit(bytes[in + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[in + 2], 16);
                if (low < 0) {
                    throw new IllegalArgumentException("invalid URL escape in path \"" + raw + "\"");
                }
                b = (byte) (high * 16 + low);
                in += 2;
            }
            bytes[out++] = b;
        }
        return new String(bytes, 0, out, StandardCharsets.UTF_8);
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

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public QueryParameters query() {
        return query;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public byte[] body() {
        if (tooLarge) {
            throw ApiRequest.bodyTooLarge();
        }
        if (body.length != length) {
            body = Arrays.copyOf(body, length);
        }
        return body;
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
