package dev.mudi.scheduler.framework;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** What a pod asks of a node: the rule of the reference, "Resource sharing within containers" with sidecars (KEP-753) and overhead (KEP-688). */
final class PodRequests {
    private PodRequests() {}

    /** The larger of all containers together and each init container with the sidecars started before it; plus overhead. */
    static Resources of(PodSpec spec, Resources whenUnset) {
        var running = Resources.NONE;
        for (var container : spec.getContainers()) {
            running = running.plus(requests(container, whenUnset));
        }
        var sidecars = Resources.NONE;
        var starting = Resources.NONE;
        for (var container : spec.getInitContainers()) {
            var own = requests(container, whenUnset);
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return podLevel(spec, running.plus(sidecars).max(starting)).plus(Resources.of(spec.getOverhead()));
    }

    private static Resources podLevel(PodSpec spec, Resources ofContainers) {
        if (spec.getResources() == null || spec.getResources().getRequests() == null) {
            return ofContainers;
        }
        var given = spec.getResources().getRequests();
        var own = Resources.of(given);
        return new Resources(
                given.containsKey("cpu") ? own.milliCpu() : ofContainers.milliCpu(),
                given.containsKey("memory") ? own.memory() : ofContainers.memory(),
                ofContainers.ephemeralStorage(),
                ofContainers.others());
    }

    private static Resources requests(Container container, Resources whenUnset) {
        Map<String, Quantity> given =
                container.getResources() == null || container.getResources().getRequests() == null
                        ? Map.of()
                        : container.getResources().getRequests();
        var asked = Resources.of(given);
        return new Resources(
                given.containsKey("cpu") ? asked.milliCpu() : whenUnset.milliCpu(),
                given.containsKey("memory") ? asked.memory() : whenUnset.memory(),
                asked.ephemeralStorage(),
                asked.others());
    }
}
