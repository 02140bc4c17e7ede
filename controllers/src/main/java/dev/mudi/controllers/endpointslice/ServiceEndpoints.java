package dev.mudi.controllers.endpointslice;

import dev.mudi.client.Conditions;
import dev.mudi.controllers.services.ServicePods;
import dev.mudi.controllers.services.SlicePlan;
import dev.mudi.controllers.services.SliceTemplate;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHintsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a service's slices should hold: for each address family, the endpoints by the ports that they serve. */
final class ServiceEndpoints {
    static final String MANAGER = "endpointslice-controller.k8s.io";
    static final String IPV4 = "IPv4";
    static final String IPV6 = "IPv6";

    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final Set<String> CLOSE = Set.of("PreferClose", "PreferSameZone", "PreferSameNode");

    private ServiceEndpoints() {}

    /** The address types in which the service has endpoints. */
    static List<String> addressTypes(Service service) {
        var families = service.getSpec().getIpFamilies();
        if (families != null && !families.isEmpty()) {
            return families;
        }
        var ip = service.getSpec().getClusterIP();
        return List.of(ip != null && ServicePods.isIpv6(ip) ? IPV6 : IPV4);
    }

    /** What the service's slices have in common. */
    static SliceTemplate template(Service service, String addressType) {
        Map<String, String> labels =
                new HashMap<>(Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.of()));
        labels.remove(ServicePods.HEADLESS);
        if (!ServicePods.hasClusterIp(service)) {
            labels.put(ServicePods.HEADLESS, "");
        }
        return SliceTemplate.of(service, addressType, labels, Map.of(), MANAGER);
    }

    /** The endpoints of one address type by their ports; pods that name their ports differently differ in ports. */
    static Map<List<EndpointPort>, List<Endpoint>> of(Service service, List<Placed> pods, String addressType) {
        Map<List<EndpointPort>, List<Endpoint>> byPorts = new LinkedHashMap<>();
        for (var placed : pods) {
            var addresses = ServicePods.addresses(placed.pod()).stream()
                    .filter(address -> ServicePods.isIpv6(address) == addressType.equals(IPV6))
                    .toList();
            if (!addresses.isEmpty()) {
                byPorts.computeIfAbsent(ports(service, placed.pod()), ports -> new ArrayList<>())
                        .add(endpoint(service, placed, addresses));
            }
        }
        return byPorts;
    }

    /** A pod and the node it is on, which is unknown for a moment after the node is deleted. */
    record Placed(Pod pod, Optional<Node> node) {
        Optional<String> zone() {
            return node.map(one -> one.getMetadata().getLabels())
                    .map(labels -> labels.get(ZONE))
                    .filter(zone -> !zone.isEmpty());
        }
    }

    private static Endpoint endpoint(Service service, Placed placed, List<String> addresses) {
        var pod = placed.pod();
        boolean serving = Conditions.isReady(pod);
        boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
        boolean ready =
                Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()) || (serving && !terminating);
        var builder = new EndpointBuilder()
                .withAddresses(addresses)
                .withNewConditions(ready, serving, terminating)
                .withNodeName(emptyToNull(pod.getSpec().getNodeName()))
                .withZone(placed.zone().orElse(null))
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef();
        if (ServicePods.hasHostname(pod, service)) {
            builder.withHostname(pod.getSpec().getHostname());
        }
        if (ready) {
            hint(service, placed, builder);
        }
        return builder.build();
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** Whom the endpoint is for, when the service prefers near ones (Kubernetes reference, "Traffic distribution"). */
    private static void hint(Service service, Placed placed, EndpointBuilder builder) {
        var distribution = Objects.requireNonNullElse(service.getSpec().getTrafficDistribution(), "");
        if (!CLOSE.contains(distribution)) {
            return;
        }
        var hints = new EndpointHintsBuilder();
        placed.zone().ifPresent(hints::addNewForZone);
        var node = placed.pod().getSpec().getNodeName();
        if (distribution.equals("PreferSameNode") && node != null) {
            hints.addNewForNode(node);
        }
        if (hints.hasForZones() || hints.hasForNodes()) {
            builder.withHints(hints.build());
        }
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (var port : service.getSpec().getPorts()) {
            ServicePods.targetPort(pod, port)
                    .ifPresent(number -> ports.add(new EndpointPortBuilder()
                            .withName(Objects.requireNonNullElse(port.getName(), ""))
                            .withPort(number)
                            .withProtocol(Objects.requireNonNullElse(port.getProtocol(), "TCP"))
                            .withAppProtocol(port.getAppProtocol())
                            .build()));
        }
        return SlicePlan.sorted(ports);
    }
}
