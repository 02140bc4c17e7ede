package dev.mudi.runtime;

import dev.mudi.runtime.cri.RuntimeCondition;
import dev.mudi.runtime.cri.RuntimeFeatures;
import dev.mudi.runtime.cri.RuntimeHandler;
import dev.mudi.runtime.cri.RuntimeHandlerFeatures;
import dev.mudi.runtime.cri.RuntimeStatus;
import dev.mudi.runtime.cri.StatusResponse;
import dev.mudi.runtime.pod.SandboxNetwork;
import java.io.IOException;

/** The two conditions that a kubelet's node readiness rests on (CRI, Status). */
final class NodeStatus {

    private NodeStatus() {}

    static StatusResponse of(SandboxNetwork network) {
        var ready = RuntimeCondition.newBuilder().setType("RuntimeReady").setStatus(true);
        return StatusResponse.newBuilder()
                .setStatus(RuntimeStatus.newBuilder().addConditions(ready).addConditions(networkReady(network)))
                .addRuntimeHandlers(handler(""))
                .addRuntimeHandlers(handler("runc"))
                .setFeatures(RuntimeFeatures.newBuilder().setSupplementalGroupsPolicy(true))
                .build();
    }

    private static RuntimeHandler handler(String name) {
        return RuntimeHandler.newBuilder()
                .setName(name)
                .setFeatures(RuntimeHandlerFeatures.newBuilder().setRecursiveReadOnlyMounts(true))
                .build();
    }

    private static RuntimeCondition networkReady(SandboxNetwork network) {
        var condition = RuntimeCondition.newBuilder().setType("NetworkReady");
        try {
            return network.configured().isPresent()
                    ? condition.setStatus(true).build()
                    : condition
                            .setReason("NetworkPluginNotReady")
                            .setMessage("Network plugin returns error: cni plugin not initialized")
                            .build();
        } catch (IOException e) {
            return condition
                    .setReason("NetworkPluginNotReady")
                    .setMessage(String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
