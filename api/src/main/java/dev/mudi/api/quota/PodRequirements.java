package dev.mudi.api.quota;

import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod asks for in all: its containers and those that run beside them, or the largest of its init containers while it starts,
 * whichever is more (KEP-753); what the pod itself says of CPU, memory and huge pages counts instead (KEP-2837), and its overhead is
 * added (KEP-688).
 */
public final class PodRequirements {
    private static final String REQUESTS = "requests";
    private static final String LIMITS = "limits";

    private final ObjectValue pod;

    /** By name of the container, when what the node has given counts too (KEP-1287). */
    private final Map<String, ObjectValue> statuses = new HashMap<>();

    private PodRequirements(ObjectValue pod) {
        this.pod = pod;
    }

    /** By the pod's spec alone. */
    public static PodRequirements ofSpec(ObjectValue pod) {
        return new PodRequirements(pod);
    }

    /** By its spec or, where the node has given more, by that. */
    public static PodRequirements ofSpecAndStatus(ObjectValue pod) {
        var requirements = new PodRequirements(pod);
        for (var list : new String[] {"containerStatuses", "initContainerStatuses"}) {
            pod.object("status")
                    .array(list)
                    .objects()
                    .filter(status -> status.has("resources"))
                    .forEach(status -> requirements.statuses.put(status.string("name"), status));
        }
        return requirements;
    }

    /** What its containers ask for, whatever the pod itself says. */
    public ResourceList requestsOfContainers() {
        return ofContainers(REQUESTS);
    }

    /** What its containers may use, whatever the pod itself says. */
    public ResourceList limitsOfContainers() {
        return ofContainers(LIMITS);
    }

    /** What it asks for, overhead not counted. */
    public ResourceList requestsWithoutOverhead() {
        return total(REQUESTS);
    }

    /** What it may use, overhead not counted. */
    public ResourceList limitsWithoutOverhead() {
        return total(LIMITS);
    }

    /** What it asks for. */
    public ResourceList requests() {
        return total(REQUESTS).plus(ResourceList.of(pod.object("spec").object("overhead")));
    }

    /** What it may use; overhead counts only where there is a limit. */
    public ResourceList limits() {
        var limits = total(LIMITS);
        var amounts = new LinkedHashMap<>(limits.amounts());
        ResourceList.of(pod.object("spec").object("overhead"))
                .amounts()
                .forEach((name, overhead) ->
                        amounts.computeIfPresent(name, (same, limit) -> limit.isZero() ? limit : limit.plus(overhead)));
        return new ResourceList(amounts);
    }

    /** Whether the pod itself says something of what pods may say. */
    static boolean isPodLevel(ObjectValue pod) {
        var resources = pod.object("spec").object("resources");
        return resources.object(REQUESTS).names().stream().anyMatch(PodRequirements::isPodLevel)
                || resources.object(LIMITS).names().stream().anyMatch(PodRequirements::isPodLevel);
    }

    private static boolean isPodLevel(String resource) {
        return resource.equals("cpu") || resource.equals("memory") || resource.startsWith("hugepages-");
    }

    private ResourceList total(String what) {
        var amounts = new LinkedHashMap<>(ofContainers(what).amounts());
        ResourceList.of(pod.object("spec").object("resources").object(what))
                .amounts()
                .forEach((name, amount) -> {
                    if (isPodLevel(name)) {
                        amounts.put(name, amount);
                    }
                });
        return new ResourceList(amounts);
    }

    private ResourceList ofContainers(String what) {
        var spec = pod.object("spec");
        var running = ResourceList.EMPTY;
        for (var container : spec.array("containers").objects().toList()) {
            running = running.plus(of(container, what));
        }
        var beside = ResourceList.EMPTY;
        var starting = ResourceList.EMPTY;
        for (var container : spec.array("initContainers").objects().toList()) {
            boolean stays = container.string("restartPolicy").equals("Always");
            if (stays) {
                beside = beside.plus(of(container, what));
                starting = starting.max(beside);
            } else {
                var amounts = ResourceList.of(container.object("resources").object(what));
                starting = starting.max(amounts.plus(beside));
            }
        }
        return running.plus(beside).max(starting);
    }

    private ResourceList of(ObjectValue container, String what) {
        var wanted = ResourceList.of(container.object("resources").object(what));
        var status = Optional.ofNullable(statuses.get(container.string("name")));
        return status.map(given -> effective(wanted, given, what)).orElse(wanted);
    }

    private ResourceList effective(ResourceList wanted, ObjectValue status, String what) {
        var given = ResourceList.of(status.object("resources").object(what));
        if (what.equals(REQUESTS)) {
            given = given.max(ResourceList.of(status.object("allocatedResources")));
        }
        return isResizeInfeasible() ? given : wanted.max(given);
    }

    private boolean isResizeInfeasible() {
        return pod.object("status")
                .array("conditions")
                .objects()
                .filter(condition -> condition.string("type").equals("PodResizePending"))
                .findFirst()
                .filter(condition -> condition.string("reason").equals("Infeasible"))
                .isPresent();
    }
}
