package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is filled in in services, and dropped when their type changes (Kubernetes reference, Service). Stateless. */
final class ServiceDefaults {
    private static final long AFFINITY_SECONDS = 3 * 60 * 60;

    private ServiceDefaults() {}

    static ObjectValue service(ObjectValue service) {
        var filled = within(service, "spec", spec -> typed(affinity(spec)).updateEach("ports", ServiceDefaults::port));
        boolean balanced = filled.object("spec").string("type").equals("LoadBalancer");
        return balanced
                ? filled.update(
                        "status",
                        status -> status.update(
                                "loadBalancer",
                                balancer -> balancer.updateEach("ingress", ServiceDefaults::balancedPoint)))
                : filled;
    }

    /** What a load balancer has at an address is meant as it was before it could be said (KEP-1860). */
    private static ObjectValue balancedPoint(ObjectValue point) {
        return point.string("ip").isEmpty() ? point : ifAbsent(point, "ipMode", "VIP");
    }

    private static ObjectValue affinity(ObjectValue spec) {
        var filled = ifZero(spec, "sessionAffinity", "None");
        if (filled.string("sessionAffinity").equals("None")) {
            return filled.without("sessionAffinityConfig");
        }
        boolean timed =
                filled.at("sessionAffinityConfig", "clientIP", "timeoutSeconds").isPresent();
        return timed || !filled.string("sessionAffinity").equals("ClientIP")
                ? filled
                : filled.withAt(Value.of(AFFINITY_SECONDS), "sessionAffinityConfig", "clientIP", "timeoutSeconds");
    }

    private static ObjectValue typed(ObjectValue spec) {
        var filled = ifZero(spec, "type", "ClusterIP");
        var type = filled.string("type");
        if (isExternallyAccessible(filled)) {
            filled = ifZero(filled, "externalTrafficPolicy", "Cluster");
        }
        if (List.of("NodePort", "LoadBalancer", "ClusterIP").contains(type)) {
            filled = ifAbsent(filled, "internalTrafficPolicy", "Cluster");
        }
        return type.equals("LoadBalancer") ? ifAbsent(filled, "allocateLoadBalancerNodePorts", true) : filled;
    }

    private static ObjectValue port(ObjectValue port) {
        var filled = ifZero(port, "protocol", "TCP");
        return isZero(filled, "targetPort") ? filled.with("targetPort", Value.of(port.integer("port", 0))) : filled;
    }

    /** Whether traffic from outside the cluster may come to a service. */
    static boolean isExternallyAccessible(ObjectValue spec) {
        var type = spec.string("type");
        return type.equals("LoadBalancer")
                || type.equals("NodePort")
                || (type.equals("ClusterIP") && !spec.array("externalIPs").isEmpty());
    }

    /** The one address and the list of them follow each other. */
    static ObjectValue normalizeAddresses(ObjectValue service) {
        return service.update("spec", spec -> {
            var first = spec.string("clusterIP");
            return first.isEmpty() || !spec.array("clusterIPs").isEmpty()
                    ? spec
                    : spec.with("clusterIPs", ArrayValue.of(Value.of(first)));
        });
    }

    /** Keeps the addresses and ports that were allocated, where an update does not say otherwise. */
    static ObjectValue keepAllocated(ObjectValue next, ObjectValue current) {
        var was = current.object("spec");
        return next.update("spec", spec -> {
            var kept = spec;
            if (needsClusterIp(was) && needsClusterIp(kept)) {
                kept = keepAddresses(kept, was);
            }
            if (getsNodePorts(was) && getsNodePorts(kept)) {
                kept = keepNodePorts(kept, was);
            }
            if (needsHealthPort(was) && needsHealthPort(kept)) {
                kept = ifZero(kept, "healthCheckNodePort", was.integer("healthCheckNodePort", 0));
            }
            return follow(kept, was);
        });
    }

    private static ObjectValue keepAddresses(ObjectValue spec, ObjectValue was) {
        var kept = spec;
        if (kept.string("clusterIP").isEmpty() && !was.string("clusterIP").isEmpty()) {
            kept = kept.with("clusterIP", was.string("clusterIP"));
        }
        boolean given =
                !kept.array("clusterIPs").isEmpty() || was.array("clusterIPs").isEmpty();
        return given ? kept : kept.with("clusterIPs", was.array("clusterIPs"));
    }

    /** Who knows the one address only, and changes it, means the list too if that is as it was. */
    private static ObjectValue follow(ObjectValue spec, ObjectValue was) {
        var first = spec.string("clusterIP");
        boolean changed = !first.equals(was.string("clusterIP"));
        if (!changed && spec.array("clusterIPs").isEmpty()) {
            return was.array("clusterIPs").isEmpty() ? spec : spec.with("clusterIPs", was.array("clusterIPs"));
        }
        if (!changed || !spec.array("clusterIPs").equals(was.array("clusterIPs"))) {
            return spec;
        }
        return first.isEmpty() ? spec.without("clusterIPs") : spec.with("clusterIPs", ArrayValue.of(Value.of(first)));
    }

    /** A port without a node port has that which the port of its name had, unless another port has it now. */
    private static ObjectValue keepNodePorts(ObjectValue spec, ObjectValue was) {
        var used = new HashSet<>(nodePorts(was));
        used.retainAll(nodePorts(spec));
        var byName = new HashMap<String, Long>();
        was.array("ports").objects().forEach(port -> byName.put(port.string("name"), port.integer("nodePort", 0)));
        return spec.updateEach("ports", port -> {
            long old = byName.getOrDefault(port.string("name"), 0L);
            boolean free = port.integer("nodePort", 0) == 0 && old != 0 && !used.contains(old);
            return free ? port.with("nodePort", Value.of(old)) : port;
        });
    }

    /** Drops what belonged to the former type, unless the update says something new about it. */
    static ObjectValue dropOfFormerType(ObjectValue next, ObjectValue current) {
        var was = current.object("spec");
        return next.update("spec", spec -> {
            var kept = spec;
            if (needsClusterIp(was) && !needsClusterIp(kept)) {
                boolean same = kept.string("clusterIP").equals(was.string("clusterIP"))
                        && kept.array("clusterIPs").equals(was.array("clusterIPs"));
                kept = same ? kept.without("clusterIP").without("clusterIPs") : kept;
                kept = dropIfSame(dropIfSame(kept, was, "ipFamilies"), was, "ipFamilyPolicy");
            }
            if (mayHaveNodePorts(was)
                    && !mayHaveNodePorts(kept)
                    && nodePorts(was).containsAll(nodePorts(kept))) {
                kept = kept.updateEach("ports", port -> port.without("nodePort"));
            }
            if (needsHealthPort(was) && !needsHealthPort(kept)) {
                kept = dropIfSame(kept, was, "healthCheckNodePort");
            }
            if (isLoadBalancer(was) && !isLoadBalancer(kept)) {
                kept = dropIfSame(kept, was, "allocateLoadBalancerNodePorts");
                kept = dropIfSame(kept, was, "loadBalancerClass");
            }
            return isExternallyAccessible(was) && !isExternallyAccessible(kept)
                    ? dropIfSame(kept, was, "externalTrafficPolicy")
                    : kept;
        });
    }

    private static ObjectValue dropIfSame(ObjectValue spec, ObjectValue was, String field) {
        return spec.get(field).equals(was.get(field)) ? spec.without(field) : spec;
    }

    private static boolean needsClusterIp(ObjectValue spec) {
        return !spec.string("type").equals("ExternalName");
    }

    private static boolean mayHaveNodePorts(ObjectValue spec) {
        return spec.string("type").equals("NodePort") || isLoadBalancer(spec);
    }

    private static boolean getsNodePorts(ObjectValue spec) {
        return mayHaveNodePorts(spec)
                && (!isLoadBalancer(spec)
                        || !spec.has("allocateLoadBalancerNodePorts")
                        || spec.bool("allocateLoadBalancerNodePorts"));
    }

    static boolean needsHealthPort(ObjectValue spec) {
        return isLoadBalancer(spec) && spec.string("externalTrafficPolicy").equals("Local");
    }

    private static boolean isLoadBalancer(ObjectValue spec) {
        return spec.string("type").equals("LoadBalancer");
    }

    private static Set<Long> nodePorts(ObjectValue spec) {
        return spec.array("ports")
                .objects()
                .map(port -> port.integer("nodePort", 0))
                .filter(port -> port != 0)
                .collect(Collectors.toSet());
    }
}
