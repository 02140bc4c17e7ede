package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.lifecycle.HookRunner;
import dev.mudi.kubelet.lifecycle.HookRunner.HookException;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.sync.ContainerKill;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.CriException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends containers: the preStop hook, the stop signal, and after the grace period SIGKILL. Blocking. */
final class ContainerKiller {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerKiller.class);

    /** What a container gets at least, in seconds: even one without grace should hear the signal. */
    private static final long LEAST_GRACE = 2;

    private final PodRuntime runtime;
    private final HookRunner hooks;
    private final PodEvents events;
    private final InstantSource clock;

    ContainerKiller(PodRuntime runtime, HookRunner hooks, PodEvents events, InstantSource clock) {
        this.runtime = runtime;
        this.hooks = hooks;
        this.events = events;
        this.clock = clock;
    }

    HookRunner hooks() {
        return hooks;
    }

    /** Ends one container for a reason of its own. */
    void kill(Pod pod, ContainerKill kill, String podIp) throws InterruptedException {
        var container = PodSpecs.container(pod, kill.name());
        var probe = container.flatMap(c -> switch (kill.reason()) {
            case STARTUP_PROBE -> Optional.ofNullable(c.getStartupProbe());
            case LIVENESS_PROBE -> Optional.ofNullable(c.getLivenessProbe());
            case POST_START_HOOK_FAILED, SPEC_CHANGED, UNKNOWN_STATE, POD_ENDS -> Optional.<Probe>empty();
        });
        long grace = probe.map(Probe::getTerminationGracePeriodSeconds).orElseGet(() -> PodSpecs.graceSeconds(pod));
        stop(pod, kill.name(), kill.containerId(), kill.message(), grace, podIp);
    }

    /**
     * Ends all running containers of a pod: the ordinary ones together, then its sidecars one after the other, the last
     * started first (KEP-753); all within the one grace period.
     *
     * @throws InterruptedException when the node agent stops; the containers may still run
     */
    void killAll(Pod pod, RuntimePod present, long graceSeconds, String podIp) throws InterruptedException {
        var deadline = clock.instant().plusSeconds(graceSeconds);
        var sidecars = PodSpecs.initContainers(pod).stream()
                .filter(PodSpecs::isSidecar)
                .map(Container::getName)
                .toList();
        var first = new ArrayList<Thread>();
        for (var container : present.running()) {
            if (!sidecars.contains(RuntimePod.nameOf(container))) {
                first.add(Thread.ofVirtual()
                        .name("kill " + RuntimePod.nameOf(container))
                        .start(() -> quietly(pod, container, graceSeconds, podIp)));
            }
        }
        join(first);
        for (var name : sidecars.reversed()) {
            for (var container : present.running()) {
                if (RuntimePod.nameOf(container).equals(name)) {
                    long left = Math.max(
                            0, Duration.between(clock.instant(), deadline).toSeconds());
                    quietly(pod, container, left, podIp);
                }
            }
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            throw e;
        }
    }

    /** A container that can't be stopped is tried again by the worker, which sees that it still runs. */
    private void quietly(Pod pod, ContainerStatus container, long grace, String podIp) {
        var name = RuntimePod.nameOf(container);
        try {
            stop(pod, name, container.getId(), "Stopping container " + name, grace, podIp);
        } catch (CriException e) {
            LOG.atWarn()
                    .addKeyValue("pod", PodSpecs.describe(pod))
                    .addKeyValue("container", name)
                    .setCause(e)
                    .log("The container could not be stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(Pod pod, String name, String id, String message, long graceSeconds, String podIp)
            throws InterruptedException {
        events.normal(pod, name, "Killing", message);
        long left = graceSeconds;
        var hook = PodSpecs.container(pod, name).map(Container::getLifecycle).map(lifecycle -> lifecycle.getPreStop());
        if (hook.isPresent() && graceSeconds > 0) {
            left -= preStop(pod, name, id, hook.get(), graceSeconds, podIp);
        }
        try {
            runtime.stop(id, Math.max(LEAST_GRACE, left));
        } catch (CriException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Runs the hook for as long as there is grace, and returns how long it took, in whole seconds. */
    private long preStop(Pod pod, String name, String id, LifecycleHandler hook, long graceSeconds, String podIp)
            throws InterruptedException {
        Instant began = clock.instant();
        var container = PodSpecs.container(pod, name).orElseThrow();
        var running = Thread.ofVirtual().name("preStop " + name).start(() -> {
            try {
                hooks.run(hook, container, id, podIp);
            } catch (HookException e) {
                LOG.atWarn()
                        .addKeyValue("pod", PodSpecs.describe(pod))
                        .addKeyValue("container", name)
                        .setCause(e)
                        .log("The preStop hook failed");
                events.warning(pod, name, "FailedPreStopHook", "PreStopHook failed");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            boolean ended = running.join(Duration.ofSeconds(graceSeconds));
            if (!ended) {
                LOG.atInfo()
                        .addKeyValue("pod", PodSpecs.describe(pod))
                        .addKeyValue("container", name)
                        .log("The preStop hook took longer than the grace period");
            }
        } finally {
            running.interrupt();
        }
        return Duration.between(began, clock.instant()).toSeconds();
    }
}
