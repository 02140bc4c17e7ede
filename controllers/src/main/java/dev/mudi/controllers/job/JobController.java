package dev.mudi.controllers.job;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Expectations;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Patches;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.pods.Claims;
import dev.mudi.controllers.pods.DependentEvents;
import dev.mudi.controllers.pods.Dependents;
import dev.mudi.controllers.pods.PodControl;
import dev.mudi.controllers.pods.SlowStart;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.Written;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs Jobs (upstream: {@code pkg/controller/job}). */
public final class JobController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "job-controller";

    private static final int WORKERS = 5;

    /** One thing to do. */
    private sealed interface Work {
        record OfJob(ObjectKey job) implements Work {}

        /** A pod whose Job is gone or over keeps its finalizer no longer. */
        record LeftOver(ObjectKey pod) implements Work {}
    }

    private final KubernetesClient client;
    private final Patches patches;
    private final EventRecorder events;
    private final Clock clock;
    private final PodControl podControl;
    private final Claims claims;
    private final Expectations<ObjectKey> expectations;
    private final Written<Job> written;
    private final ControllerLoop<Work> loop;
    private final Lister<Job> jobs;
    private final Lister<Pod> pods;
    private final Dependents<Pod> owned;

    public JobController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.patches = new Patches(client);
        this.events = context.recorders().apply(NAME);
        this.clock = context.clock();
        this.podControl = new PodControl(client, events);
        this.claims = new Claims(client);
        this.expectations = new Expectations<>(clock);
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::work);
        var jobInformer = context.informers().of(Job.class);
        this.written = new Written<>(jobInformer);
        this.jobs = loop.watch(jobInformer, new JobListener());
        var podInformer = context.informers().of(Pod.class);
        this.owned = new Dependents<>(podInformer);
        this.pods = loop.watch(
                podInformer,
                new DependentEvents<>(
                        "Job",
                        jobs,
                        job -> job.getSpec().getSelector(),
                        DependentEvents.Listener.observing(expectations, job -> loop.enqueue(new Work.OfJob(job)))));
        loop.watch(podInformer, ResourceEventHandler.onChange(this::leftOver));
    }

    private final class JobListener implements ResourceEventHandler<Job> {
        @Override
        public void onAdd(Job added) {
            loop.enqueue(new Work.OfJob(ObjectKey.of(added)));
        }

        @Override
        public void onUpdate(Job before, Job after) {
            onAdd(after);
        }

        /** The last event of a pod may have come while the Job was still known: its pods have to be looked at once more. */
        @Override
        public void onDelete(Job last) {
            onAdd(last);
            owned.controlledBy(last).forEach(JobController.this::leftOver);
        }
    }

    private void leftOver(Pod pod) {
        if (JobAccount.isTracked(pod)
                && jobOf(pod).filter(job -> !JobReport.isFinished(job)).isEmpty()) {
            loop.enqueue(new Work.LeftOver(ObjectKey.of(pod)));
        }
    }

    private Optional<Job> jobOf(Pod pod) {
        return OwnerReferences.controllerOf(pod)
                .flatMap(owner -> jobs.get(pod.getMetadata().getNamespace(), owner.getName())
                        .filter(job -> job.getMetadata().getUid().equals(owner.getUid())));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result work(Work work) throws InterruptedException {
        return switch (work) {
            case Work.OfJob(ObjectKey key) -> reconcile(key);
            case Work.LeftOver(ObjectKey key) -> {
                pods.get(key)
                        .filter(pod -> jobOf(pod)
                                .filter(job -> !JobReport.isFinished(job))
                                .isEmpty())
                        .ifPresent(this::release);
                yield Result.done();
            }
        };
    }

    private Result reconcile(ObjectKey key) throws InterruptedException {
        if (!written.isShown(key)) {
            // Pods that were counted and have lost their finalizer are in no older status: they would be made once
            // more.
            return Result.done(); // the status that is missing comes as a change of the Job
        }
        var found = jobs.get(key);
        if (found.isEmpty() || JobReport.isFinished(found.get())) {
            expectations.forget(key);
            written.forget(key);
            found.ifPresent(job -> owned.controlledBy(job).forEach(this::leftOver));
            return Result.done();
        }
        var job = found.get();
        var managedBy = job.getSpec().getManagedBy();
        if (managedBy != null && !managedBy.equals("kubernetes.io/job-controller")) {
            return Result.done();
        }
        boolean upToDate =
                expectations.satisfied(key); // asked before the pods are read, or what came in between is made twice
        var candidates = owned.controlledByOrOrphaned(job);
        var mine = claims.claim(job, job.getSpec().getSelector(), candidates, () -> fresh(key));
        var account = JobAccount.of(job, mine);
        var verdict = JobVerdict.of(job, mine, account, clock.instant());
        int active = account.active().size();
        var plan = new JobPlan(0, List.of(), List.of(), Duration.ZERO);
        Optional<KubernetesClientException> failure = Optional.empty();
        if (upToDate && job.getMetadata().getDeletionTimestamp() == null) {
            plan = verdict instanceof JobVerdict.Running
                    ? JobPlan.of(job, mine, account, clock.instant())
                    : JobPlan.deleting(account.active());
            var outcome = carryOut(key, job, plan, account.failures());
            active += plan.creations() > 0 ? outcome.succeeded() : -outcome.succeeded();
            failure = outcome.failure();
        }
        report(job, account, verdict, active);
        account.released(verdict).forEach(this::release);
        if (failure.isPresent() && !Refusals.isNamespaceTerminating(failure.get())) {
            throw failure.get();
        }
        return next(job, plan);
    }

    private @Nullable Job fresh(ObjectKey key) {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    private SlowStart.Outcome carryOut(ObjectKey key, Job job, JobPlan plan, IndexFailures failures)
            throws InterruptedException {
        if (plan.creations() > 0) {
            expectations.expectCreations(key, plan.creations());
            var outcome = SlowStart.run(
                    plan.creations(),
                    number -> podControl.create(
                            plan.indexes().isEmpty()
                                    ? JobPod.of(job)
                                    : JobPod.of(job, plan.indexes().get(number), failures),
                            job));
            expectations.creationsObserved(key, plan.creations() - outcome.succeeded());
            return outcome;
        }
        var going = plan.deletions();
        if (going.isEmpty()) {
            return new SlowStart.Outcome(0, Optional.empty());
        }
        expectations.expectDeletions(
                key, going.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
        return SlowStart.all(going.size(), number -> {
            boolean found = false;
            try {
                found = podControl.delete(going.get(number), job);
            } finally {
                if (!found) {
                    expectations.deletionObserved(
                            key, going.get(number).getMetadata().getUid());
                }
            }
        });
    }

    private void report(Job job, JobAccount account, JobVerdict verdict, int active) {
        var status = JobReport.of(job, account, verdict, active, clock.instant());
        if (status.equals(job.getStatus())) {
            return;
        }
        var next = new JobBuilder(job).withStatus(status).build();
        written.wrote(ObjectKey.of(job), client.resource(next).updateStatus());
        if (JobReport.isFinished(next)) {
            switch (verdict) {
                case JobVerdict.Running _ -> {}
                case JobVerdict.Succeeded _ -> events.normal(job, "Completed", "Job completed");
                case JobVerdict.Failed(var reason, var message) -> events.warning(job, reason, message);
            }
        }
    }

    /** Takes the finalizer from a pod that is counted. */
    private void release(Pod pod) {
        if (!JobAccount.isTracked(pod)) {
            return;
        }
        var remaining = pod.getMetadata().getFinalizers().stream()
                .filter(finalizer -> !finalizer.equals(JobAccount.FINALIZER))
                .toList();
        var patch = Map.of(
                "metadata",
                Map.of(
                        "uid", pod.getMetadata().getUid(),
                        "resourceVersion", pod.getMetadata().getResourceVersion(),
                        "finalizers", remaining));
        try {
            patches.merge(Patches.path(pod), patch);
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
    }

    private Result next(Job job, JobPlan plan) {
        var deadline = JobVerdict.deadlineIn(job, clock.instant()).filter(Duration::isPositive);
        if (plan.pause().isPositive()) {
            return Result.after(
                    deadline.filter(left -> left.compareTo(plan.pause()) < 0).orElse(plan.pause()));
        }
        return deadline.map(Result::after).orElse(Result.done());
    }
}
