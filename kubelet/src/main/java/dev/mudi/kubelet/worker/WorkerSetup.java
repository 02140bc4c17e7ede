package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.container.ContainerConfigSource;
import dev.mudi.kubelet.container.SandboxConfigs;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.images.ImagePuller;
import dev.mudi.kubelet.lifecycle.HookRunner;
import dev.mudi.kubelet.prober.Prober;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the workers are made of.
 *
 * @param runtime the containers
 * @param containers how containers are made
 * @param files volumes, cgroups, logs
 * @param reporter statuses
 * @param prober probes
 * @param events events
 * @param policy how often and how long, and what the node is
 */
public record WorkerSetup(
        PodRuntime runtime,
        Containers containers,
        PodFiles files,
        PodReporter reporter,
        Prober prober,
        PodEvents events,
        Policy policy) {

    /**
     * How containers are made.
     *
     * @param images brings their images
     * @param configs makes their configurations
     * @param sandboxes makes those of sandboxes
     * @param environments makes their environments
     * @param hooks runs their hooks
     */
    public record Containers(
            ImagePuller images,
            ContainerConfigSource configs,
            SandboxConfigs sandboxes,
            PodEnvironments environments,
            HookRunner hooks) {}

    /**
     * @param relist how long a worker sleeps at most though it hears nothing
     * @param maxRestartBackOff the longest wait between restarts of a container
     * @param node this node
     * @param nodeLabels its labels as the API has them
     * @param clock the time
     */
    public record Policy(
            Duration relist,
            Duration maxRestartBackOff,
            NodeFacts node,
            Supplier<Map<String, String>> nodeLabels,
            InstantSource clock) {}

    /** The workers, none at work yet. */
    public PodWorkers workers() {
        var telling = new ContainerStarter.Telling(events, policy.clock());
        var killer = new ContainerKiller(runtime, containers.hooks(), events, policy.clock());
        var starter = new ContainerStarter(
                runtime, containers.images(), containers.configs(), containers.environments(), files, killer, telling);
        var steps = new PodParts.Steps(
                starter, killer, containers.sandboxes(), policy.node().addresses());
        var timing = new PodParts.Timing(policy.relist(), policy.maxRestartBackOff());
        var parts = new PodParts(runtime, steps, files, reporter, prober, telling, timing);
        return new PodWorkers(parts, policy.node(), policy.nodeLabels());
    }
}
