package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.status.Waiting;
import dev.mudi.kubelet.sync.BackOff;
import dev.mudi.kubelet.sync.PodActions;
import dev.mudi.kubelet.sync.PodSync;
import dev.mudi.kubelet.volume.Volumes.MountException;
import dev.mudi.kubelet.worker.ContainerStarter.Outcome;
import dev.mudi.kubelet.worker.ContainerStarter.Start;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.cri.RunPodSandboxRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carries out what {@link PodSync} decides for a pod that should run. Used by the pod's worker alone. */
final class RunningPod {

    /**
     * What a sync came to.
     *
     * @param changed whether the pod's containers may have changed
     * @param wake when to sync again though nothing is heard
     */
    record Next(boolean changed, Instant wake) {}

    /** The sandbox in use, and the one before it with the containers whose last state is shown. */
    private static final int SANDBOXES_KEPT = 2;

    private final PodParts parts;
    private final Mailbox mailbox;
    private final Map<String, Waiting> waiting;
    private final ContainerStarter.State state;

    RunningPod(PodParts parts, Mailbox mailbox, Map<String, Waiting> waiting) {
        this.parts = parts;
        this.mailbox = mailbox;
        this.waiting = waiting;
        this.state = new ContainerStarter.State(BackOff.crashLoop(parts.timing().maxRestartBackOff()), mailbox);
    }

    /** The address at which the pod is asked: the node's for pods on its network; empty when there is none yet. */
    String podIp(Pod pod, RuntimePod runtime) {
        var ips = PodSpecs.isHostNetwork(pod) ? parts.steps().nodeAddresses() : runtime.ips();
        return ips.isEmpty() ? "" : ips.getFirst();
    }

    Next sync(Pod pod, RuntimePod runtime) throws IOException, InterruptedException {
        var volumes = setUp(pod);
        var actions = PodSync.decide(pod, runtime, parts.prober());
        var relist = parts.clock().instant().plus(parts.timing().relist());
        var refresh = parts.files().refreshAt(runtime.uid());
        relist = refresh.isBefore(relist) ? refresh : relist;
        if (actions.isEmpty()) {
            return new Next(false, relist);
        }
        var ip = podIp(pod, runtime);
        if (actions.killPod()) {
            parts.steps().killer().killAll(pod, runtime, PodSpecs.graceSeconds(pod), ip);
            parts.runtime().stopSandboxes(runtime.sandboxes());
            if (!actions.createSandbox()) {
                return new Next(true, relist);
            }
        }
        for (var kill : actions.kills()) {
            parts.steps().killer().kill(pod, kill, ip);
        }
        var sandbox = parts.steps().sandboxes().of(pod, actions.attempt());
        var id = actions.createSandbox() ? createSandbox(pod, sandbox) : actions.sandboxId();
        // Starting needs to see the sandbox's address and how the killed containers ended.
        var now = actions.createSandbox() || !actions.kills().isEmpty()
                ? parts.runtime().get(runtime.uid())
                : runtime;
        collectDead(now);
        return new Next(true, startAll(new Plan(pod, now, id, sandbox, volumes), actions, relist));
    }

    private record Plan(
            Pod pod, RuntimePod runtime, String sandboxId, PodSandboxConfig sandbox, Map<String, Path> volumes) {}

    private Map<String, Path> setUp(Pod pod) throws IOException {
        try {
            return parts.files().setUp(pod);
        } catch (MountException e) {
            parts.events().warning(pod, "FailedMount", String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private String createSandbox(Pod pod, PodSandboxConfig config) {
        try {
            return parts.runtime()
                    .service()
                    .runPodSandbox(RunPodSandboxRequest.newBuilder()
                            .setConfig(config)
                            .setRuntimeHandler("")
                            .build())
                    .getPodSandboxId();
        } catch (CriException e) {
            parts.events().warning(pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
            throw e;
        }
    }

    private Instant startAll(Plan plan, PodActions actions, Instant relist) throws InterruptedException {
        var wake = relist;
        List<Container> starts = new ArrayList<>(actions.ephemeralStarts());
        starts.addAll(actions.initStarts());
        starts.addAll(actions.starts());
        for (var container : starts) {
            if (mailbox.mustEnd()) {
                return Instant.MIN;
            }
            var outcome = parts.steps()
                    .starter()
                    .start(new Start(
                            plan.pod(),
                            container,
                            plan.runtime(),
                            plan.sandboxId(),
                            plan.sandbox(),
                            plan.volumes(),
                            state));
            switch (outcome) {
                case Outcome.Started _ -> waiting.remove(container.getName());
                case Outcome.Pending _ -> {
                    // The pull's end wakes us.
                }
                case Outcome.NotYet notYet -> {
                    waiting.put(container.getName(), notYet.waiting());
                    wake = notYet.retry().isBefore(wake) ? notYet.retry() : wake;
                }
            }
        }
        return wake;
    }

    /** Of each container's ended runs one is kept, for its log and its state; the rest is removed. */
    private void collectDead(RuntimePod runtime) {
        var newest = new java.util.HashSet<String>();
        for (var container : runtime.containers()) {
            boolean dead = !RuntimePod.isRunning(container);
            if (dead && !newest.add(RuntimePod.nameOf(container))) {
                parts.runtime().removeContainer(container.getId());
            }
        }
        runtime.sandboxes().stream()
                .skip(SANDBOXES_KEPT)
                .forEach(old -> parts.runtime().removeSandbox(old.getId()));
    }
}
