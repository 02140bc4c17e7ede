package dev.mudi.apiserver.stages;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.metrics.RequestMetrics;
import java.time.Duration;
import java.time.InstantSource;

/** Counts and times every request, whatever becomes of it. */
record MetricsStage(RequestMetrics metrics, InstantSource clock) implements Stage {
    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        boolean longRunning = context.info().isLongRunning();
        if (longRunning) {
            metrics.longRunningBegins(context.info());
        }
        try {
            next.handle(context, response);
        } finally {
            if (longRunning) {
                metrics.longRunningEnds(context.info());
            }
            if (response instanceof AnnotatedResponse answer) {
                var took = Duration.between(context.received(), clock.instant());
                metrics.answered(context, answer.code(), answer.bytes(), took);
            }
        }
    }
}
