package dev.mudi.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much a container or a pod asks for and may use. Pure. */
public final class Resources {

    /** No quantity at all. */
    public static final BigDecimal NONE = BigDecimal.ZERO;

    private Resources() {}

    /** What the container asks for; its limit where it names no request; zero where it names neither. */
    public static BigDecimal request(Container container, String resource) {
        var requirements = container.getResources();
        var requested = requirements == null ? NONE : amount(requirements.getRequests(), resource);
        return requested.signum() > 0 ? requested : limit(container, resource);
    }

    /** What the container may use at most; zero where it names no limit. */
    public static BigDecimal limit(Container container, String resource) {
        ResourceRequirements requirements = container.getResources();
        return requirements == null ? NONE : amount(requirements.getLimits(), resource);
    }

    public static BigDecimal amount(
            @org.jspecify.annotations.Nullable Map<String, Quantity> quantities, String resource) {
        if (quantities == null || quantities.get(resource) == null) {
            return NONE;
        }
        return quantities.get(resource).getNumericalAmount();
    }

    /** Thousandths, rounded up. */
    public static long milli(BigDecimal amount) {
        return amount.movePointRight(3).setScale(0, RoundingMode.UP).longValue();
    }

    /** Whole units, rounded up. */
    public static long bytes(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.UP).longValue();
    }

    /**
     * What the pod asks for, of each resource that it names: the sum over its containers and sidecars, or the most that one
     * init container needs together with the sidecars before it, whichever is more, and the overhead (KEP-753).
     */
    public static Map<String, BigDecimal> requests(Pod pod) {
        var total = new HashMap<String, BigDecimal>();
        for (var container : PodSpecs.containers(pod)) {
            names(container).forEach(name -> total.merge(name, request(container, name), BigDecimal::add));
        }
        var sidecars = new HashMap<String, BigDecimal>();
        var starting = new HashMap<String, BigDecimal>();
        for (var init : PodSpecs.initContainers(pod)) {
            for (var name : names(init)) {
                var own = request(init, name);
                var before = sidecars.getOrDefault(name, NONE);
                starting.merge(name, before.add(own), BigDecimal::max);
                if (PodSpecs.isSidecar(init)) {
                    sidecars.merge(name, own, BigDecimal::add);
                }
            }
        }
        sidecars.forEach((name, sum) -> total.merge(name, sum, BigDecimal::add));
        starting.forEach((name, most) -> total.merge(name, most, BigDecimal::max));
        var overhead = pod.getSpec().getOverhead();
        if (overhead != null) {
            overhead.forEach((name, more) -> total.merge(name, more.getNumericalAmount(), BigDecimal::add));
        }
        return total;
    }

    /** The limit of the whole pod, zero when one of its containers has none. */
    public static BigDecimal podLimit(Pod pod, String resource) {
        List<Container> lasting = new ArrayList<>(PodSpecs.containers(pod));
        PodSpecs.initContainers(pod).stream().filter(PodSpecs::isSidecar).forEach(lasting::add);
        var sum = NONE;
        for (var container : lasting) {
            var limit = limit(container, resource);
            if (limit.signum() == 0) {
                return NONE;
            }
            sum = sum.add(limit);
        }
        for (var init : PodSpecs.initContainers(pod)) {
            sum = sum.max(limit(init, resource));
        }
        return sum;
    }

    private static List<String> names(Container container) {
        var requirements = container.getResources();
        if (requirements == null) {
            return List.of();
        }
        var names = new java.util.LinkedHashSet<String>();
        if (requirements.getRequests() != null) {
            names.addAll(requirements.getRequests().keySet());
        }
        if (requirements.getLimits() != null) {
            names.addAll(requirements.getLimits().keySet());
        }
        return List.copyOf(names);
    }
}
