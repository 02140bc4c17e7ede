package dev.mudi.kubelet.worker;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.status.Waiting;
import dev.mudi.runtime.cri.CriException;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads one pod through its life on this node: it runs, it is being ended, it has ended, it is gone. One thread runs it;
 * {@link Mailbox} is how others speak to it. When the thread is interrupted the node agent stops, and the containers stay.
 */
final class PodWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);

    /** Where the pod is in its life; it only ever goes on to the next. */
    private enum Phase {
        RUNNING,
        TERMINATING,
        TERMINATED,
        GONE
    }

    private final PodParts parts;
    private final Mailbox mailbox;
    private final String uid;
    private final Optional<Ending> rejection;
    private final RunningPod running;
    private final Runnable onGone;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private Phase phase = Phase.RUNNING;
    private Optional<Ending> ending = Optional.empty();
    private volatile RuntimePod runtime;
    private Duration retry = FIRST_RETRY;
    private boolean finished;

    /**
     * @param rejection why the node can't run the pod, when it can't
     * @param onGone called when the pod has left the node
     */
    PodWorker(PodParts parts, Mailbox mailbox, Optional<Ending> rejection, Runnable onGone) {
        this.parts = parts;
        this.mailbox = mailbox;
        this.uid = PodSpecs.uid(mailbox.pod());
        this.rejection = rejection;
        this.onGone = onGone;
        this.running = new RunningPod(parts, mailbox, waiting);
        this.runtime = RuntimePod.none(uid);
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** What the runtime had of the pod when its worker last looked. */
    RuntimePod runtime() {
        return runtime;
    }

    @Override
    public void run() {
        try {
            for (var next = stepOrRetry(); phase != Phase.GONE; next = stepOrRetry()) {
                mailbox.await(next);
            }
            onGone.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One step; when it fails, the time to try again. */
    private Instant stepOrRetry() throws InterruptedException {
        try {
            var next = step();
            retry = FIRST_RETRY;
            return next;
        } catch (IOException | CriException e) {
            return retryAfter(e);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("pod", describe()).log("A pod worker met what it can't explain");
            return retryAfter(e);
        }
    }

    private Instant retryAfter(Exception failure) {
        LOG.atWarn()
                .addKeyValue("pod", describe())
                .addKeyValue("phase", phase)
                .log(
                        "The pod could not be synced, to be tried again in {} s: {}",
                        retry.toSeconds(),
                        failure.getMessage());
        var next = parts.clock().instant().plus(retry);
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
        return next;
    }

    private String describe() {
        return PodSpecs.describe(mailbox.pod());
    }

    private Instant step() throws IOException, InterruptedException {
        return switch (phase) {
            case RUNNING -> sync();
            case TERMINATING -> terminate();
            case TERMINATED -> clearAway();
            case GONE -> Instant.MAX;
        };
    }

    private Instant sync() throws IOException, InterruptedException {
        var pod = mailbox.pod();
        look(pod);
        ending = rejection.or(mailbox::eviction).or(() -> deadline(pod));
        if (mailbox.mustEnd() || ending.isPresent() || PodSpecs.isTerminal(pod)) {
            return end();
        }
        var status = report(false);
        if (PodSpecs.isTerminalPhase(status.getPhase())) {
            return end();
        }
        var next = running.sync(pod, runtime);
        if (next.changed()) {
            look(pod);
            status = report(false);
            if (PodSpecs.isTerminalPhase(status.getPhase())) {
                return end();
            }
        }
        return earliest(next.wake(), deadlineAt(pod));
    }

    /** Asks the runtime, and lets the probes know. */
    private void look(Pod pod) {
        runtime = parts.runtime().get(uid);
        waiting.keySet()
                .removeIf(name ->
                        runtime.container(name).filter(RuntimePod::isRunning).isPresent());
        parts.prober().sync(pod, runtime, running.podIp(pod, runtime));
    }

    private Instant earliest(Instant first, Optional<Instant> second) {
        return second.filter(first::isAfter).orElse(first);
    }

    private Optional<Instant> deadlineAt(Pod pod) {
        var seconds = pod.getSpec().getActiveDeadlineSeconds();
        var status = pod.getStatus();
        if (seconds == null || status == null || status.getStartTime() == null) {
            return Optional.empty();
        }
        return Optional.of(Timestamps.parse(status.getStartTime()).plusSeconds(seconds));
    }

    private Optional<Ending> deadline(Pod pod) {
        return deadlineAt(pod)
                .filter(at -> !parts.clock().instant().isBefore(at))
                .map(at -> {
                    parts.events().normal(pod, "DeadlineExceeded", Ending.DEADLINE.message());
                    return Ending.DEADLINE;
                });
    }

    private Instant end() {
        phase = Phase.TERMINATING;
        return Instant.MIN;
    }

    private io.fabric8.kubernetes.api.model.PodStatus report(boolean ended) {
        return parts.reporter().report(view(ended));
    }

    private PodReporter.View view(boolean ended) {
        return new PodReporter.View(mailbox.pod(), runtime, Map.copyOf(waiting), ended, ending);
    }

    private Instant terminate() throws InterruptedException {
        var pod = mailbox.pod();
        waiting.clear();
        look(pod);
        report(false);
        var present = runtime;
        if (!present.running().isEmpty()) {
            killAll(pod, present);
            look(mailbox.pod());
        }
        if (!runtime.running().isEmpty()) {
            throw CriException.unavailable("containers still run after their grace period");
        }
        parts.runtime().stopSandboxes(runtime.sandboxes());
        parts.prober().stop(uid);
        runtime = parts.runtime().get(uid);
        report(true);
        phase = Phase.TERMINATED;
        return Instant.MIN;
    }

    /** Ends the containers; when the pod gets less time meanwhile, they are told again. */
    private void killAll(Pod pod, RuntimePod present) throws InterruptedException {
        long grace = grace(pod);
        var ip = running.podIp(pod, present);
        var killing = kill(pod, present, grace, ip);
        try {
            while (killing.isAlive()) {
                mailbox.await(parts.clock().instant().plusSeconds(1));
                long shorter = grace(mailbox.pod());
                if (killing.isAlive() && shorter < grace) {
                    grace = shorter;
                    kill(mailbox.pod(), parts.runtime().get(uid), grace, ip).join();
                }
            }
        } finally {
            killing.interrupt();
        }
        // What was told while we waited may be more than the time: it has to be looked at again.
        mailbox.wake();
    }

    private Thread kill(Pod pod, RuntimePod present, long grace, String ip) {
        return Thread.ofVirtual().name("kill " + pod.getMetadata().getName()).start(() -> {
            try {
                parts.steps().killer().killAll(pod, present, grace, ip);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            mailbox.wake();
        });
    }

    private long grace(Pod pod) {
        var own = PodSpecs.graceSeconds(pod);
        var forced = ending.map(Ending::graceSeconds);
        return forced.isPresent() && forced.get().isPresent()
                ? Math.min(own, forced.get().getAsLong())
                : own;
    }

    private Instant clearAway() throws IOException {
        parts.files().tearDown(uid);
        var pod = mailbox.pod();
        if (!PodSpecs.isDeleting(pod) && !mailbox.isGone()) {
            // An ended pod keeps its containers, for their logs, until somebody deletes it.
            return Instant.MAX;
        }
        parts.runtime().remove(parts.runtime().get(uid));
        parts.files().deleteLogs(pod);
        if (mailbox.isGone()) {
            parts.reporter().writer().forget(uid);
            phase = Phase.GONE;
        } else if (!finished) {
            finished = true;
            parts.reporter().finish(view(true));
        }
        return Instant.MAX;
    }
}
