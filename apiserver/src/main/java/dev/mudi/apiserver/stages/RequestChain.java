package dev.mudi.apiserver.stages;

import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.RequestReceiver;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.authentication.RequestAuthenticator;
import dev.mudi.apiserver.metrics.RequestMetrics;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * The stages that a request goes through, in order. The resource handler at the end goes on: decode and default, mutating admission,
 * default again, validate, validating admission, storage, response.
 */
public final class RequestChain implements RequestReceiver {
    private static final int MAX_AUDIT_ID = 64;

    private final RequestHandler first;
    private final InstantSource clock;

    /**
     * A chain that ends at a handler.
     *
     * @param handler answers what was asked for
     */
    public RequestChain(
            RequestAuthenticator authenticator,
            Authorizer authorizer,
            InFlightLimits limits,
            RequestMetrics metrics,
            RequestHandler handler,
            InstantSource clock) {
        this.clock = clock;
        this.first = chain(
                List.of(
                        new MetricsStage(metrics, clock),
                        new RefusalStage(),
                        new TimeoutStage(),
                        new AuthenticationStage(authenticator, metrics.access(), clock),
                        // audit goes here: it sees who asks, and every answer
                        new ImpersonationStage(authorizer, metrics),
                        new PriorityStage(limits),
                        new AuthorizationStage(authorizer, metrics.access())),
                handler);
    }

    private static RequestHandler chain(List<Stage> stages, RequestHandler last) {
        var next = last;
        for (var stage : stages.reversed()) {
            var rest = next;
            next = (context, response) -> stage.pass(context, response, rest);
        }
        return next;
    }

    @Override
    public void receive(ApiRequest request, ApiResponse response) {
        var asked = request.headers().get("Audit-ID");
        var auditId = asked.isEmpty() || asked.length() > MAX_AUDIT_ID
                ? UUID.randomUUID().toString()
                : asked;
        var context = new RequestContext(
                request, RequestInfo.of(request), UserInfo.ANONYMOUS, auditId, clock.instant(), new Warnings());
        first.handle(context, new AnnotatedResponse(response, context));
    }
}
