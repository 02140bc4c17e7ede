package dev.mudi.controllers.endpointslicemirroring;

import dev.mudi.controllers.services.ServicePods;
import dev.mudi.controllers.services.SlicePlan;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The addresses of an Endpoints object as slices hold them. */
final class MirroredEndpoints {
    /** Of each subset no more are mirrored (--mirroring-max-endpoints-per-subset). */
    static final int MOST = 1000;

    private MirroredEndpoints() {}

    static Map<List<EndpointPort>, List<Endpoint>> of(Endpoints endpoints, String addressType) {
        Map<List<EndpointPort>, List<Endpoint>> byPorts = new LinkedHashMap<>();
        for (var subset : endpoints.getSubsets()) {
            List<Endpoint> found = new ArrayList<>();
            add(found, subset.getAddresses(), true, addressType);
            add(found, subset.getNotReadyAddresses(), false, addressType);
            if (!found.isEmpty()) {
                byPorts.computeIfAbsent(ports(subset), key -> new ArrayList<>())
                        .addAll(found.subList(0, Math.min(MOST, found.size())));
            }
        }
        return byPorts;
    }

    private static void add(List<Endpoint> found, List<EndpointAddress> addresses, boolean ready, String addressType) {
        for (var address : addresses) {
            if (ServicePods.isIpv6(address.getIp()) == addressType.equals("IPv6")) {
                found.add(new EndpointBuilder()
                        .withAddresses(address.getIp())
                        .withNewConditions()
                        .withReady(ready)
                        .endConditions()
                        .withTargetRef(address.getTargetRef())
                        .withNodeName(address.getNodeName())
                        .withHostname(address.getHostname())
                        .build());
            }
        }
    }

    private static List<EndpointPort> ports(EndpointSubset subset) {
        return SlicePlan.sorted(subset.getPorts().stream()
                .map(port -> new EndpointPortBuilder()
                        .withName(Objects.requireNonNullElse(port.getName(), ""))
                        .withPort(port.getPort())
                        .withProtocol(Objects.requireNonNullElse(port.getProtocol(), "TCP"))
                        .withAppProtocol(port.getAppProtocol())
                        .build())
                .toList());
    }
}
