package dev.mudi.kubelet.sync;

/**
 * A container to stop.
 *
 * @param containerId the runtime's id
 * @param name the name in the pod's spec
 * @param message what the Killing event says
 * @param reason why; the probes may bring a grace period of their own
 */
public record ContainerKill(String containerId, String name, String message, Reason reason) {

    public enum Reason {
        STARTUP_PROBE,
        LIVENESS_PROBE,
        POST_START_HOOK_FAILED,
        SPEC_CHANGED,
        UNKNOWN_STATE,
        POD_ENDS
    }
}
