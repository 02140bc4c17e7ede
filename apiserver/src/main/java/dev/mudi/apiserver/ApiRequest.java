package dev.mudi.apiserver;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** One request, independent of how it came: over TLS or from the same process. Used by the request's own thread. */
public interface ApiRequest {
    /** The most bytes that a body may have (upstream's limit for a resource request). */
    int MAX_BODY_BYTES = 3 * 1024 * 1024;

    /** In capitals: {@code GET}, {@code POST}, … */
    String method();

    /** The path with its escapes decoded, as Go's {@code URL.Path}: {@code /api/v1/namespaces/default/pods}. */
    String path();

    /** The path as it came on the wire, escapes and all; for proxying. */
    String rawPath();

    /** The parameters of the query. */
    QueryParameters query();

    /** The header fields. */
    Headers headers();

    /**
     * The whole body; waits for it, and keeps it for the next call. Shared, not to be changed.
     *
     * @throws StatusException 413 beyond {@link #MAX_BODY_BYTES}, 400 when the peer ends early
     */
    byte[] body();

    /**
     * The body, as it comes where it is not collected: what is meant for a pod or a node may be larger than memory. To be closed by
     * whoever reads it; not after {@link #body()} of a body that is not collected.
     */
    default InputStream bodyStream() {
        return new ByteArrayInputStream(body());
    }

    /** The length of the body; -1 where only its end tells, and as much as was kept of one that is too large. Never refuses. */
    default long bodyLength() {
        return body().length;
    }

    /** The certificate that the peer showed and the chain after it, unverified; empty without one. */
    List<X509Certificate> peerCertificates();

    /** Where the request comes from. */
    InetSocketAddress remote();

    /** Who asks, known beyond doubt because the request comes from the same process. */
    Optional<UserInfo> trustedUser();

    /** The refusal of a body beyond {@link #MAX_BODY_BYTES}. */
    static StatusException bodyTooLarge() {
        return StatusException.of(
                Reason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MAX_BODY_BYTES);
    }
}
