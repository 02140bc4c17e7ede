package dev.mudi.apiserver;

import java.time.Instant;

/**
 * A request and what the stages before the handler found out about it.
 *
 * @param request what came in
 * @param info what it asks for
 * @param user who asks; after impersonation, who acts
 * @param auditId the identity of the request in the {@code Audit-Id} header
 * @param received when it came
 * @param warnings collects warnings for the client
 */
public record RequestContext(
        ApiRequest request, RequestInfo info, UserInfo user, String auditId, Instant received, Warnings warnings) {

    /** The same request by another user. */
    public RequestContext withUser(UserInfo other) {
        return new RequestContext(request, info, other, auditId, received, warnings);
    }
}
