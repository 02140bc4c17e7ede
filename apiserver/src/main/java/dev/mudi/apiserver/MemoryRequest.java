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
    private final String path;
    private final QueryParameters query;
    private final Headers headers;
    private final byte[] content;
    private final UserInfo user;

    /**
     * A request.
     *
     * @param pathAndQuery such as {@code /api/v1/pods?limit=5}; no escapes in the path
     * @param content not to be changed afterwards
     */
    public MemoryRequest(String method, String pathAndQuery, Headers headers, byte[] content, UserInfo user) {
        int question = pathAndQuery.indexOf('?');
        this.method = method;
        this.path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
        this.query = question < 0 ? QueryParameters.NONE : QueryParameters.parse(pathAndQuery.substring(question + 1));
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
        return path;
    }

    @Override
    public String rawPath() {
        return path;
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
        if (content.length > MAX_BODY_BYTES) {
            throw ApiRequest.bodyTooLarge();
        }
        return content;
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
