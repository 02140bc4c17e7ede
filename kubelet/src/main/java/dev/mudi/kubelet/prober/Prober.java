package dev.mudi.kubelet.prober;

import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.prober.ProbeOutcome.Kind;
import dev.mudi.kubelet.sync.ProbeResults;
import dev.mudi.runtime.cri.ContainerStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the probes of all pods of the node, each on a virtual thread that sleeps between its runs. There is at most one run at
 * a time of a probe. Safe for many threads.
 */
public final class Prober implements ProbeResults, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

    /** How often a probe that could not be carried out is tried before that counts as a failure. */
    private static final int TRIES = 3;

    private record Key(String containerId, ProbeKind kind) {}

    private final ProbeRunner runner;
    private final PodEvents events;
    private final Consumer<String> changed;
    private final InstantSource clock;
    private final Instant born;
    private final Map<Key, Loop> loops = new ConcurrentHashMap<>();

    /**
     * @param changed called with a pod's UID when a verdict about one of its containers has changed; returns at once
     */
    public Prober(ProbeRunner runner, PodEvents events, Consumer<String> changed, InstantSource clock) {
        this.runner = runner;
        this.events = events;
        this.changed = changed;
        this.clock = clock;
        this.born = clock.instant();
    }

    /** Starts the probes of containers that now run, and ends those of containers that don't any more. */
    public void sync(Pod pod, RuntimePod runtime, String podIp) {
        var wanted = new HashSet<Key>();
        for (var container : PodSpecs.allContainers(pod)) {
            runtime.container(container.getName())
                    .filter(RuntimePod::isRunning)
                    .ifPresent(status -> start(pod, container, status, podIp, wanted));
        }
        end(PodSpecs.uid(pod), wanted);
    }

    /** Ends all probes of a pod. */
    public void stop(String uid) {
        end(uid, Set.of());
    }

    private void end(String uid, Set<Key> wanted) {
        loops.values().removeIf(loop -> {
            boolean stale = loop.uid.equals(uid) && !wanted.contains(loop.key);
            if (stale) {
                loop.end();
            }
            return stale;
        });
    }

    private void start(Pod pod, Container container, ContainerStatus status, String podIp, Set<Key> wanted) {
        boolean deleting = PodSpecs.isDeleting(pod);
        for (var kind : ProbeKind.values()) {
            var probe = kind.of(container);
            if (probe.isEmpty() || (deleting && kind != ProbeKind.READINESS)) {
                continue;
            }
            boolean held = kind != ProbeKind.STARTUP
                    && container.getStartupProbe() != null
                    && !startup(status.getId()).orElse(false);
            if (held) {
                continue;
            }
            var key = new Key(status.getId(), kind);
            wanted.add(key);
            loops.computeIfAbsent(key, k -> {
                var target = new ProbeTarget(pod, container, status.getId(), podIp);
                var started = Instant.ofEpochSecond(0, status.getStartedAt());
                var loop = new Loop(k, probe.get(), target, started);
                Thread.ofVirtual().name("probe " + container.getName()).start(loop);
                return loop;
            });
        }
    }

    @Override
    public Optional<Boolean> startup(String containerId) {
        return verdict(containerId, ProbeKind.STARTUP);
    }

    @Override
    public Optional<Boolean> liveness(String containerId) {
        return verdict(containerId, ProbeKind.LIVENESS);
    }

    @Override
    public Optional<Boolean> readiness(String containerId) {
        return verdict(containerId, ProbeKind.READINESS);
    }

    private Optional<Boolean> verdict(String containerId, ProbeKind kind) {
        var loop = loops.get(new Key(containerId, kind));
        return loop == null ? Optional.empty() : loop.verdict;
    }

    /** Ends all probes; those that run are not waited for, as each has its timeout. */
    @Override
    public void close() {
        loops.values().forEach(Loop::end);
        loops.clear();
    }

    private final class Loop implements Runnable {
        private final Key key;
        private final String uid;
        private final Probe probe;
        private final ProbeTarget target;
        private final ProbeState state;
        private volatile Optional<Boolean> verdict;
        private final CountDownLatch ended = new CountDownLatch(1);

        Loop(Key key, Probe probe, ProbeTarget target, Instant started) {
            this.key = key;
            this.uid = PodSpecs.uid(target.pod());
            this.probe = probe;
            this.target = target;
            this.state = new ProbeState(key.kind(), probe, started, initial(key.kind(), started));
            this.verdict = state.verdict();
        }

        /** Of a container that ran before us, the API still knows whether it was ready: that stands until we know more. */
        private Optional<Boolean> initial(ProbeKind kind, Instant started) {
            return kind == ProbeKind.READINESS && !started.isBefore(born) ? Optional.of(false) : Optional.empty();
        }

        void end() {
            ended.countDown();
        }

        private boolean isEnded() {
            return ended.getCount() == 0;
        }

        @Override
        public void run() {
            try {
                for (var at = state.first(clock.instant()); !endsBefore(at) && !state.isOver(); ) {
                    var asked = clock.instant();
                    ask();
                    at = state.next(asked);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean endsBefore(Instant at) throws InterruptedException {
            long nanos = Math.max(0, Duration.between(clock.instant(), at).toNanos());
            return ended.await(nanos, TimeUnit.NANOSECONDS);
        }

        private void ask() {
            var outcome = runner.run(probe, target);
            for (int i = 1; i < TRIES && outcome.kind() == Kind.ERROR; i++) {
                outcome = runner.run(probe, target);
            }
            if (isEnded()) {
                return;
            }
            tell(outcome);
            if (state.observe(outcome.isGood())) {
                verdict = state.verdict();
                LOG.atDebug()
                        .addKeyValue("pod", PodSpecs.describe(target.pod()))
                        .addKeyValue("container", target.container().getName())
                        .addKeyValue("probe", key.kind())
                        .addKeyValue("success", outcome.isGood())
                        .log("Probe changed its verdict");
                changed.accept(uid);
            }
        }

        private void tell(ProbeOutcome outcome) {
            var name = target.container().getName();
            var title = key.kind().title();
            switch (outcome.kind()) {
                case SUCCESS -> {}
                case WARNING ->
                    events.warning(target.pod(), name, "ProbeWarning", title + " probe warning: " + outcome.output());
                case FAILURE ->
                    events.warning(target.pod(), name, "Unhealthy", title + " probe failed: " + outcome.output());
                case ERROR ->
                    events.warning(
                            target.pod(),
                            name,
                            "Unhealthy",
                            title + " probe errored and resulted in unknown state: " + outcome.output());
            }
        }
    }
}
