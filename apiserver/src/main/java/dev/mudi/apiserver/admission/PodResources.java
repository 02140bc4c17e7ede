package dev.mudi.apiserver.admission;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.tree.ObjectValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a pod asks for in all: its containers and those that run beside them, or the largest of its init containers while it starts,
 * whichever is more (KEP-753); what the pod itself says counts instead (KEP-2837).
 */
final class PodResources {
    private PodResources() {}

    static Map<String, Quantity> requests(ObjectValue pod) {
        return total(pod, "requests");
    }

    static Map<String, Quantity> limits(ObjectValue pod) {
        return total(pod, "limits");
    }

    private static Map<String, Quantity> total(ObjectValue pod, String what) {
        var spec = pod.object("spec");
        Map<String, Quantity> running = new LinkedHashMap<>();
        for (var container : spec.array("containers").objects().toList()) {
            running = Quantities.sum(running, of(container, what));
        }
        Map<String, Quantity> beside = new LinkedHashMap<>();
        Map<String, Quantity> starting = new LinkedHashMap<>();
        for (var container : spec.array("initContainers").objects().toList()) {
            var amounts = of(container, what);
            if (container.string("restartPolicy").equals("Always")) {
                beside = Quantities.sum(beside, amounts);
                starting = Quantities.max(starting, beside);
            } else {
                starting = Quantities.max(starting, Quantities.sum(beside, amounts));
            }
        }
        var total = new LinkedHashMap<>(Quantities.max(Quantities.sum(running, beside), starting));
        total.putAll(Quantities.of(spec.object("resources").object(what)));
        return total;
    }

    private static Map<String, Quantity> of(ObjectValue container, String what) {
        return Quantities.of(container.object("resources").object(what));
    }
}
