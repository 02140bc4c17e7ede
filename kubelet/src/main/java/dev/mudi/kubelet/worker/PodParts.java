package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.container.SandboxConfigs;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.prober.Prober;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What all workers work with.
 *
 * @param runtime the containers
 * @param steps what is done to them
 * @param files volumes, cgroups, logs
 * @param reporter statuses
 * @param prober probes
 * @param telling events and the time
 * @param timing how often and how long
 */
record PodParts(
        PodRuntime runtime,
        Steps steps,
        PodFiles files,
        PodReporter reporter,
        Prober prober,
        ContainerStarter.Telling telling,
        Timing timing) {

    /** Starting and ending containers, and what sandboxes are made of. */
    record Steps(
            ContainerStarter starter, ContainerKiller killer, SandboxConfigs sandboxes, List<String> nodeAddresses) {}

    /**
     * @param relist how long a worker sleeps at most though it hears nothing
     * @param maxRestartBackOff the longest wait between restarts of a container
     */
    record Timing(Duration relist, Duration maxRestartBackOff) {}

    PodEvents events() {
        return telling.events();
    }

    InstantSource clock() {
        return telling.clock();
    }
}
