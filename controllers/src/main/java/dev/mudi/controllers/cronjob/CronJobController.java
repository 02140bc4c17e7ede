package dev.mudi.controllers.cronjob;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.pods.DependentEvents;
import dev.mudi.controllers.pods.Dependents;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRulesException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes Jobs by the clock (upstream: {@code pkg/controller/cronjob}). */
public final class CronJobController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "cronjob-controller";

    private static final int WORKERS = 5;
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private static final Comparator<Job> BY_START = Comparator.<Job, String>comparing(
                    job -> Objects.requireNonNullElse(job.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(job -> job.getMetadata().getName());

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<CronJob> cronJobs;
    private final Dependents<Job> jobs;

    public CronJobController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.events = context.recorders().apply(NAME);
        this.clock = context.clock();
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.cronJobs = loop.watch(
                context.informers().of(CronJob.class),
                ResourceEventHandler.onChange(one -> loop.enqueue(ObjectKey.of(one))));
        var jobInformer = context.informers().of(Job.class);
        this.jobs = new Dependents<>(jobInformer);
        loop.watch(
                jobInformer,
                new DependentEvents<>(
                        "CronJob", cronJobs, one -> null, DependentEvents.Listener.looking(loop::enqueue)));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = cronJobs.get(key);
        if (found.isEmpty() || found.get().getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        var cronJob = found.get();
        var owned = jobs.controlledBy(cronJob);
        cleanUp(cronJob, owned);
        var status = new CronJobStatusBuilder(Objects.requireNonNullElseGet(cronJob.getStatus(), CronJobStatus::new))
                .withActive(active(owned))
                .withLastSuccessfulTime(lastSuccess(cronJob, owned).orElse(null));
        Optional<Instant> next = Optional.empty();
        if (!Boolean.TRUE.equals(cronJob.getSpec().getSuspend())) {
            next = schedule(cronJob).flatMap(schedule -> serve(cronJob, schedule, owned, status));
        }
        var written = status.build();
        if (!written.equals(cronJob.getStatus())) {
            client.resource(new CronJobBuilder(cronJob).withStatus(written).build())
                    .updateStatus();
        }
        return next.map(time ->
                        Result.after(Duration.between(clock.instant(), time).plusMillis(100)))
                .orElse(Result.done());
    }

    private Optional<CronSchedule> schedule(CronJob cronJob) {
        var zone = cronJob.getSpec().getTimeZone();
        try {
            return Optional.of(CronSchedule.parse(
                    cronJob.getSpec().getSchedule(), zone == null ? ZoneId.of("UTC") : ZoneId.of(zone)));
        } catch (ZoneRulesException e) {
            events.warning(cronJob, "UnknownTimeZone", "invalid timeZone: \"" + zone + "\": unknown time zone");
        } catch (IllegalArgumentException e) {
            events.warning(
                    cronJob,
                    "UnparseableSchedule",
                    "unparseable schedule \"" + cronJob.getSpec().getSchedule() + "\" : " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Makes the Job whose time has come, if it may be made; gives back when to look again. */
    private Optional<Instant> serve(
            CronJob cronJob, CronSchedule schedule, List<Job> owned, CronJobStatusBuilder status) {
        var decision = CronDecision.of(cronJob, schedule, clock.instant());
        if (decision.tooLate()) {
            events.warning(cronJob, "MissSchedule", "Missed scheduled time to start a job");
        }
        if (decision.missed() > CronDecision.MANY) {
            events.warning(
                    cronJob,
                    "TooManyMissedTimes",
                    "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }
        if (decision.due().isEmpty()) {
            return decision.next();
        }
        var running = owned.stream().filter(job -> !isFinished(job)).toList();
        var policy = cronJob.getSpec().getConcurrencyPolicy();
        if ("Forbid".equals(policy) && !running.isEmpty()) {
            events.normal(
                    cronJob,
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
            return decision.next();
        }
        if ("Replace".equals(policy)) {
            running.forEach(job -> delete(cronJob, job));
            status.withActive(List.of());
        }
        create(cronJob, decision.due().get(), status);
        return decision.next();
    }

    private void create(CronJob cronJob, Instant time, CronJobStatusBuilder status) {
        var template = cronJob.getSpec().getJobTemplate();
        var job = new JobBuilder()
                .withNewMetadataLike(Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new))
                .withNamespace(cronJob.getMetadata().getNamespace())
                .withName(cronJob.getMetadata().getName() + "-" + time.getEpochSecond() / 60)
                .addToAnnotations(SCHEDULED, Timestamps.time(time))
                .withOwnerReferences(OwnerReferences.controllerReference(cronJob))
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
        var name = job.getMetadata().getName();
        try {
            var created = client.resource(job).create();
            events.normal(cronJob, "SuccessfulCreate", "Created job " + name);
            status.addToActive(reference(created));
        } catch (KubernetesClientException e) {
            if (Refusals.isNamespaceTerminating(e)) {
                return;
            }
            if (!Refusals.isAlreadyExists(e)) { // else it was made just before, and the cache will show it
                events.warning(cronJob, "FailedCreate", "Error creating job: " + Refusals.message(e));
                throw e;
            }
        }
        status.withLastScheduleTime(Timestamps.time(time));
    }

    private static ObjectReference reference(Job job) {
        var reference = EventRecorder.referenceTo(job);
        reference.setResourceVersion(null);
        return reference;
    }

    private static List<ObjectReference> active(List<Job> owned) {
        return owned.stream()
                .filter(job -> !isFinished(job))
                .sorted(BY_START)
                .map(CronJobController::reference)
                .toList();
    }

    private static boolean has(Job job, String condition) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(one -> one.getType().equals(condition)
                                && one.getStatus().equals("True"));
    }

    private static boolean isFinished(Job job) {
        return has(job, "Complete") || has(job, "Failed");
    }

    private static Optional<String> lastSuccess(CronJob cronJob, List<Job> owned) {
        var before = cronJob.getStatus() == null ? null : cronJob.getStatus().getLastSuccessfulTime();
        return owned.stream()
                .filter(job -> has(job, "Complete") && job.getStatus().getCompletionTime() != null)
                .map(job -> job.getStatus().getCompletionTime())
                .max(Comparator.naturalOrder())
                .filter(time -> before == null || time.compareTo(before) > 0)
                .or(() -> Optional.ofNullable(before));
    }

    /** Deletes the oldest of those that are over, beyond as many as are to be kept. */
    private void cleanUp(CronJob cronJob, List<Job> owned) {
        var spec = cronJob.getSpec();
        keep(cronJob, owned, "Complete", Objects.requireNonNullElse(spec.getSuccessfulJobsHistoryLimit(), 3));
        keep(cronJob, owned, "Failed", Objects.requireNonNullElse(spec.getFailedJobsHistoryLimit(), 1));
    }

    private void keep(CronJob cronJob, List<Job> owned, String condition, int count) {
        var over = owned.stream()
                .filter(job -> has(job, condition))
                .sorted(BY_START)
                .toList();
        over.stream().limit(Math.max(0, over.size() - count)).forEach(job -> delete(cronJob, job));
    }

    private void delete(CronJob cronJob, Job job) {
        if (job.getMetadata().getDeletionTimestamp() == null) {
            client.resource(job)
                    .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                    .delete();
            events.normal(
                    cronJob,
                    "SuccessfulDelete",
                    "Deleted job " + job.getMetadata().getName());
        }
    }
}
