package dev.mudi.apiserver.stages;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.authentication.RequestAuthenticator;

/** Finds out who asks. */
record AuthenticationStage(RequestAuthenticator authenticator) implements Stage {
    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        next.handle(context.withUser(authenticator.authenticate(context.request())), response);
    }
}
