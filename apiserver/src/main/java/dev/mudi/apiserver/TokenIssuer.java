package dev.mudi.apiserver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes service-account tokens: signed JWTs bound to an object (KEP-1205). */
@FunctionalInterface
public interface TokenIssuer {
    /** Issues a token; its audiences are the server's own when none are asked for. */
    IssuedToken issue(Account account, BoundTo boundTo, List<String> audiences, Duration lifetime);

    /** The service account that the token stands for. */
    record Account(String namespace, String name, String uid) {}

    /**
     * The object that the token lives and dies with.
     *
     * @param kind {@code Pod}, {@code Secret}, {@code Node} or empty for none
     * @param nodeName for pods, the node that the pod is on, else empty
     * @param nodeUid the uid of that node, if it is known
     */
    record BoundTo(String kind, String name, String uid, String nodeName, String nodeUid) {
        /** Bound to nothing but the account. */
        public static final BoundTo NOTHING = new BoundTo("", "", "", "", "");
    }

    /**
     * A token and what was decided about it.
     *
     * @param token the JWT
     * @param id its {@code jti}
     */
    record IssuedToken(String token, String id, List<String> audiences, Instant expires) {}
}
