package dev.mudi.apiserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A request from the same process, by a user that is known beyond doubt. */
public final class MemoryRequest implements ApiRequest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final String method;
    private final RequestTarget target;
    private final Headers headers;
    private final byte[] content;
    private final UserInfo user;

    /**
     * A request.
     *
     * @param target as in a request line, percent-encoded: {@code /api/v1/pods?limit=5}
     * @param content not to be changed afterwards
     */
    public MemoryRequest(String method, String target, Headers headers, byte[] content, UserInfo user) {
        this.method = method;
        this.target = RequestTarget.parse(target);
        this.headers = headers;
        this.content = content;
        this.user = user;
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
    public byte[] body() {
        if (content.length > MAX_BODY_BYTES) {
            throw ApiRequest.bodyTooLarge();
        }
        return content;
    }

    @Override
    public long bodyLength() {
        return content.length;
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    public InetSocketAddress remote() {
        return HERE;
    }

    @Override
    public Optional<UserInfo> trustedUser() {
        return Optional.of(user);
    }
}
