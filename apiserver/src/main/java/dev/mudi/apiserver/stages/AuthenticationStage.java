package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.authentication.CertificateAuthenticator;
import dev.mudi.apiserver.authentication.RequestAuthenticator;
import dev.mudi.apiserver.metrics.AccessMetrics;
import java.time.Duration;
import java.time.InstantSource;

/** Finds out who asks. */
record AuthenticationStage(RequestAuthenticator authenticator, AccessMetrics metrics, InstantSource clock)
        implements Stage {
    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        next.handle(context.withUser(user(context)), response);
    }

    private UserInfo user(RequestContext context) {
        long start = System.nanoTime();
        try {
            var user = authenticator.authenticate(context.request());
            metrics.authenticated(user, System.nanoTime() - start);
            var certificates = context.request().peerCertificates();
            if (!certificates.isEmpty() && CertificateAuthenticator.isBy(user)) {
                var end = certificates.getFirst().getNotAfter().toInstant();
                metrics.certified(Duration.between(clock.instant(), end).toMillis() / 1e3);
            }
            return user;
        } catch (StatusException refusal) {
            metrics.unauthenticated(System.nanoTime() - start);
            throw refusal;
        }
    }
}
