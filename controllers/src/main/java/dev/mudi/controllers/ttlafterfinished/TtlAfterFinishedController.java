package dev.mudi.controllers.ttlafterfinished;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes finished Jobs. */
public final class TtlAfterFinishedController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "ttl-after-finished-controller";

    private static final int WORKERS = 2;

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Job> jobs;

    public TtlAfterFinishedController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.clock = context.clock();
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.jobs = loop.watch(context.informers().of(Job.class), ResourceEventHandler.onChange(job -> {
            if (expiry(job).isPresent()) {
                loop.enqueue(ObjectKey.of(job));
            }
        }));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var now = clock.instant();
        if (jobs.get(key).flatMap(TtlAfterFinishedController::expiry).isEmpty()) {
            return Result.done();
        }
        // The server has the last word: the time may have been prolonged a moment ago.
        var job = client.batch()
                .v1()
                .jobs()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        var expiry = job == null ? Optional.<Instant>empty() : expiry(job);
        if (job == null || expiry.isEmpty()) {
            return Result.done();
        }
        if (expiry.get().isAfter(now)) {
            return Result.after(Duration.between(now, expiry.get()));
        }
        client.resource(job)
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
        return Result.done();
    }

    /** When the Job is to go; empty while it runs, when it goes already, and when it is to stay. */
    static Optional<Instant> expiry(Job job) {
        var seconds = job.getSpec().getTtlSecondsAfterFinished();
        if (seconds == null || job.getMetadata().getDeletionTimestamp() != null || job.getStatus() == null) {
            return Optional.empty();
        }
        return job.getStatus().getConditions().stream()
                .filter(condition -> condition.getStatus().equals("True")
                        && (condition.getType().equals("Complete")
                                || condition.getType().equals("Failed")))
                .map(condition ->
                        Timestamps.parse(condition.getLastTransitionTime()).plusSeconds(seconds))
                .findFirst();
    }
}
