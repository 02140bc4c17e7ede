package dev.mudi.apiserver.authentication;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.authentication.TokenAuthenticator.Authenticated;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who asks, by the first credential that is there. Safe for several threads. */
public final class RequestAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(RequestAuthenticator.class);
    private static final String BEARER = "bearer ";
    private static final String PROTOCOL_BEARER = "base64url.bearer.authorization.k8s.io.";

    private final FrontProxyAuthenticator frontProxy;
    private final CertificateAuthenticator certificates;
    private final List<TokenAuthenticator> tokens;
    private final List<String> ownAudiences;
    private final boolean anonymous;

    /**
     * Asks these.
     *
     * @param tokens in the order in which they are asked
     * @param ownAudiences for whom a request's token must be
     * @param anonymous whether a request without a credential is taken
     */
    public RequestAuthenticator(
            FrontProxyAuthenticator frontProxy,
            CertificateAuthenticator certificates,
            List<TokenAuthenticator> tokens,
            List<String> ownAudiences,
            boolean anonymous) {
        this.frontProxy = frontProxy;
        this.certificates = certificates;
        this.tokens = List.copyOf(tokens);
        this.ownAudiences = List.copyOf(ownAudiences);
        this.anonymous = anonymous;
    }

    /**
     * Who asks.
     *
     * @throws StatusException 401 when a credential is there but not good, or none is and one is needed
     */
    public UserInfo authenticate(ApiRequest request) {
        var trusted = request.trustedUser();
        if (trusted.isPresent()) {
            return trusted.get().authenticated();
        }
        var why = new ArrayList<String>(1);
        var user = credential(request, why);
        if (user.isPresent()) {
            return user.get().authenticated();
        }
        if (why.isEmpty() && anonymous) {
            return UserInfo.ANONYMOUS;
        }
        if (!why.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("remote", request.remote())
                    .addKeyValue("why", why)
                    .log("unable to authenticate the request");
        }
        throw StatusException.of(Reason.UNAUTHORIZED, "Unauthorized");
    }

    /** The user of the first good credential; what is wrong with the others is noted. */
    private Optional<UserInfo> credential(ApiRequest request, List<String> why) {
        var chain = request.peerCertificates();
        if (!chain.isEmpty()) {
            try {
                var proxied = frontProxy.authenticate(chain, request.headers());
                if (proxied.isPresent()) {
                    return proxied;
                }
                return Optional.of(certificates.authenticate(chain));
            } catch (InvalidCredentialException e) {
                why.add(String.valueOf(e.getMessage()));
            }
        }
        var token = token(request.headers());
        if (token.isPresent()) {
            try {
                var authenticated = authenticate(token.get(), ownAudiences);
                if (authenticated.isPresent()) {
                    return authenticated.map(Authenticated::user);
                }
                why.add("invalid bearer token");
            } catch (InvalidCredentialException e) {
                why.add("invalid bearer token: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * For whom a token stands.
     *
     * @param audiences for whom it must be; the server's own if there are none
     * @return empty when nobody knows it
     * @throws InvalidCredentialException when somebody does, and it is not good
     */
    public Optional<Authenticated> authenticate(String token, List<String> audiences)
            throws InvalidCredentialException {
        for (var authenticator : tokens) {
            var answer = authenticator.authenticate(token, audiences.isEmpty() ? ownAudiences : audiences);
            if (answer.isPresent()) {
                return answer.map(good -> new Authenticated(good.user().authenticated(), good.audiences()));
            }
        }
        return Optional.empty();
    }

    /** The token of the Authorization header or, from browsers, of the WebSocket protocols. */
    private static Optional<String> token(Headers headers) {
        var header = headers.get("Authorization").strip();
        if (header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            var token = header.substring(BEARER.length()).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        }
        if (!headers.hasToken("Upgrade", "websocket")) {
            return Optional.empty();
        }
        for (var protocol : headers.get("Sec-WebSocket-Protocol").split(",", -1)) {
            if (protocol.strip().startsWith(PROTOCOL_BEARER)) {
                return decoded(protocol.strip().substring(PROTOCOL_BEARER.length()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decoded(String base64url) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(base64url), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.of("");
        }
    }
}
