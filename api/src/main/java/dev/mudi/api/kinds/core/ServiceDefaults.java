package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;

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
            if (needsNodePort(was) && needsNodePort(kept)) {
                kept = kept.updateEach("ports", port -> keepNodePort(port, was));
            }
            return needsHealthPort(was) && needsHealthPort(kept)
                    ? ifZero(kept, "healthCheckNodePort", was.integer("healthCheckNodePort", 0))
                    : kept;
        });
    }

    private static ObjectValue keepAddresses(ObjectValue spec, ObjectValue was) {
        var kept = ifZero(spec, "clusterIP", was.string("clusterIP"));
        var old = was.array("clusterIPs");
        if (kept.string("clusterIP").equals(was.string("clusterIP"))) {
            return old.isEmpty() ? kept : ifZero(kept, "clusterIPs", old);
        }
        boolean untouched =
                kept.array("clusterIPs").isEmpty() || kept.array("clusterIPs").equals(old);
        return untouched
                ? kept.with(
                        "clusterIPs",
                        old.isEmpty()
                                ? ArrayValue.of(Value.of(kept.string("clusterIP")))
                                : old.with(0, Value.of(kept.string("clusterIP"))))
                : kept;
    }

    private static ObjectValue keepNodePort(ObjectValue port, ObjectValue was) {
        if (port.integer("nodePort", 0) != 0) {
            return port;
        }
        return was.array("ports")
                .objects()
                .filter(old -> old.string("protocol").equals(port.string("protocol"))
                        && old.integer("port", 0) == port.integer("port", 0)
                        && old.integer("nodePort", 0) != 0)
                .findFirst()
                .map(old -> port.with("nodePort", Value.of(old.integer("nodePort", 0))))
                .orElse(port);
    }

    /** Drops what belonged to the former type, unless the update says something new about it. */
    static ObjectValue dropOfFormerType(ObjectValue next, ObjectValue current) {
        var was = current.object("spec");
        return next.update("spec", spec -> {
            var kept = spec;
            if (needsClusterIp(was) && !needsClusterIp(kept)) {
                kept = dropIfSame(kept, was, "clusterIPs");
                kept = kept.has("clusterIPs") ? kept : kept.without("clusterIP");
                kept = dropIfSame(dropIfSame(kept, was, "ipFamilies"), was, "ipFamilyPolicy");
            }
            if (needsNodePort(was) && !needsNodePort(kept) && sameNodePorts(kept, was)) {
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
        return List.of("ClusterIP", "NodePort", "LoadBalancer").contains(spec.string("type"));
    }

    private static boolean needsNodePort(ObjectValue spec) {
        return spec.string("type").equals("NodePort")
                || (isLoadBalancer(spec)
                        && (!spec.has("allocateLoadBalancerNodePorts") || spec.bool("allocateLoadBalancerNodePorts")));
    }

    static boolean needsHealthPort(ObjectValue spec) {
        return isLoadBalancer(spec) && spec.string("externalTrafficPolicy").equals("Local");
    }

    private static boolean isLoadBalancer(ObjectValue spec) {
        return spec.string("type").equals("LoadBalancer");
    }

    private static boolean sameNodePorts(ObjectValue spec, ObjectValue was) {
        return nodePorts(spec).equals(nodePorts(was));
    }

    private static List<Long> nodePorts(ObjectValue spec) {
        return spec.array("ports")
                .objects()
                .map(port -> port.integer("nodePort", 0))
                .distinct()
                .sorted()
                .toList();
    }
}
