package dev.mudi.kubelet.worker;

import java.util.OptionalLong;

/**
 * Why the node ends a pod, which thereby has failed.
 *
 * @param reason in CamelCase, such as {@code Evicted}
 * @param message for people
 * @param graceSeconds how long its containers get, when that isn't the pod's own choice
 * @param disruption whether the pod gets the condition DisruptionTarget
 */
public record Ending(String reason, String message, OptionalLong graceSeconds, boolean disruption) {

    /** The pod ran longer than it may. */
    static final Ending DEADLINE = new Ending(
            "DeadlineExceeded",
            "Pod was active on the node longer than the specified deadline",
            OptionalLong.empty(),
            false);

    /** The node can't run the pod. */
    static Ending rejected(String reason, String message) {
        return new Ending(reason, "Pod was rejected: " + message, OptionalLong.of(0), false);
    }
}
