package dev.mudi.kubelet.node;

import dev.mudi.runtime.cri.RuntimeStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * How the node is.
 *
 * @param problems why it isn't ready; empty when it is
 * @param memoryPressure whether it is short of memory
 * @param diskPressure whether it is short of disk
 * @param pidPressure whether it is short of process ids
 */
public record NodeHealth(List<String> problems, boolean memoryPressure, boolean diskPressure, boolean pidPressure) {

    public NodeHealth {
        problems = List.copyOf(problems);
    }

    public boolean isReady() {
        return problems.isEmpty();
    }

    /** What keeps a runtime of this status from running pods. */
    public static List<String> problems(RuntimeStatus status) {
        var problems = new ArrayList<String>();
        for (var condition : status.getConditionsList()) {
            boolean needed = condition.getType().equals("RuntimeReady")
                    || condition.getType().equals("NetworkReady");
            if (needed && !condition.getStatus()) {
                var what = condition.getType().equals("NetworkReady")
                        ? "container runtime network not ready: "
                        : "container runtime not ready: ";
                problems.add(what + condition.getType() + "=false reason:" + condition.getReason() + " message:"
                        + condition.getMessage());
            }
        }
        return problems;
    }
}
