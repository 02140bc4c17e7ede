package dev.mudi.kubelet.sync;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.runtime.cri.NamespaceMode;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Whether the pod needs a new sandbox.
 *
 * @param create whether it does
 * @param attempt the attempt number of the sandbox to make, or of the one in use
 * @param sandboxId the newest sandbox, empty when there is none that could be used or has to be stopped
 */
public record SandboxDecision(boolean create, int attempt, String sandboxId) {

    /** A sandbox is used while it is the only ready one, of the network that the pod wants, and has an address. */
    public static SandboxDecision of(Pod pod, RuntimePod runtime) {
        if (runtime.sandboxes().isEmpty()) {
            return new SandboxDecision(true, 0, "");
        }
        var newest = runtime.sandboxes().getFirst();
        int attempt = newest.getMetadata().getAttempt();
        long ready = runtime.sandboxes().stream().filter(RuntimePod::isReady).count();
        if (ready > 1 || !RuntimePod.isReady(newest)) {
            return new SandboxDecision(true, attempt + 1, newest.getId());
        }
        boolean hostNetwork = PodSpecs.isHostNetwork(pod);
        var network = newest.getLinux().getNamespaces().getOptions().getNetwork();
        if (network != (hostNetwork ? NamespaceMode.NODE : NamespaceMode.POD)) {
            return new SandboxDecision(true, attempt + 1, "");
        }
        if (!hostNetwork && newest.hasNetwork() && newest.getNetwork().getIp().isEmpty()) {
            return new SandboxDecision(true, attempt + 1, newest.getId());
        }
        return new SandboxDecision(false, attempt, newest.getId());
    }
}
