package dev.mudi.kubelet.sync;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;

/**
 * What brings a pod nearer to what is desired, to be carried out in the order of the fields.
 *
 * @param killPod whether every container and the sandbox are to be stopped first
 * @param createSandbox whether a sandbox is to be made
 * @param sandboxId the sandbox to use, or to stop; empty when there is none
 * @param attempt the attempt number of the sandbox to make
 * @param kills single containers to stop
 * @param ephemeralStarts ephemeral containers to start
 * @param initStarts init containers and sidecars to start, in order
 * @param starts containers to start, in order
 */
public record PodActions(
        boolean killPod,
        boolean createSandbox,
        String sandboxId,
        int attempt,
        List<ContainerKill> kills,
        List<Container> ephemeralStarts,
        List<Container> initStarts,
        List<Container> starts) {

    public PodActions {
        kills = List.copyOf(kills);
        ephemeralStarts = List.copyOf(ephemeralStarts);
        initStarts = List.copyOf(initStarts);
        starts = List.copyOf(starts);
    }

    /** Whether the pod is as it should be. */
    public boolean isEmpty() {
        return !killPod
                && !createSandbox
                && kills.isEmpty()
                && ephemeralStarts.isEmpty()
                && initStarts.isEmpty()
                && starts.isEmpty();
    }
}
