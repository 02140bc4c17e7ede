package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.authentication.RequestAuthenticator;
import dev.mudi.apiserver.metrics.AccessMetrics;

/** Finds out who asks. */
record AuthenticationStage(RequestAuthenticator authenticator, AccessMetrics metrics) implements Stage {
    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        next.handle(context.withUser(user(context)), response);
    }

    private UserInfo user(RequestContext context) {
        long start = System.nanoTime();
        try {
            var user = authenticator.authenticate(context.request());
            metrics.authenticated(user, System.nanoTime() - start);
            return user;
        } catch (StatusException refusal) {
            metrics.unauthenticated(System.nanoTime() - start);
            throw refusal;
        }
    }
}
