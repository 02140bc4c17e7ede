package dev.mudi.apiserver.stages;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an answer of a refusal, and of a fault: a Status, never a stack trace. The trace of a fault goes to the log, with the audit
 * id that the client sees.
 */
final class RefusalStage implements Stage {
    private static final Headers NO_SNIFF = Headers.of("X-Content-Type-Options", "nosniff");
    private static final Logger LOG = LoggerFactory.getLogger(RefusalStage.class);

    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        try {
            next.handle(context, response);
        } catch (StatusException refusal) {
            refuse(context, response, refusal.status());
        } catch (PeerGoneException gone) {
            LOG.atDebug()
                    .addKeyValue("path", context.info().path())
                    .addKeyValue("auditID", context.auditId())
                    .log("the client has left");
        } catch (RuntimeException | Error fault) {
            LOG.atError()
                    .setCause(fault)
                    .addKeyValue("verb", context.info().verb())
                    .addKeyValue("path", context.info().path())
                    .addKeyValue("user", context.user().name())
                    .addKeyValue("auditID", context.auditId())
                    .log("a request failed unexpectedly");
            refuse(
                    context,
                    response,
                    Status.of(
                            Reason.INTERNAL_ERROR,
                            "Internal error occurred: the request failed unexpectedly; the server's log has the cause under audit ID "
                                    + context.auditId()));
        }
    }

    private static void refuse(RequestContext context, ApiResponse response, Status status) {
        if (response.isCommitted()) {
            LOG.atWarn()
                    .addKeyValue("path", context.info().path())
                    .addKeyValue("auditID", context.auditId())
                    .addKeyValue("status", status.message())
                    .log("an answer under way was cut");
            return;
        }
        var headers = status.code() == 403 ? NO_SNIFF : Headers.NONE;
        if (status.details().retryAfterSeconds() > 0) {
            headers =
                    headers.plus("Retry-After", String.valueOf(status.details().retryAfterSeconds()));
        }
        var body = StatusBody.of(status, context.request());
        try {
            response.send(status.code(), body.contentType(), headers, List.of(ByteBuffer.wrap(body.bytes())));
        } catch (PeerGoneException gone) {
            LOG.atDebug().addKeyValue("auditID", context.auditId()).log("the client has left before it was refused");
        }
    }
}
