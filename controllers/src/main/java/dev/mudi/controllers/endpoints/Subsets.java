package dev.mudi.controllers.endpoints;

import dev.mudi.client.Conditions;
import dev.mudi.controllers.services.ServicePods;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The subsets of an Endpoints object: addresses that serve the same ports stand together, in one order. */
final class Subsets {
    /** No more addresses are written: the object would grow past what its readers bear. */
    static final int CAPACITY = 1000;

    private static final Comparator<EndpointAddress> BY_IP = Comparator.comparing(EndpointAddress::getIp)
            .thenComparing(address -> address.getTargetRef().getUid());
    private static final Comparator<EndpointPort> BY_NAME = Comparator.comparing(
                    (EndpointPort port) -> Objects.requireNonNullElse(port.getName(), ""))
            .thenComparing(EndpointPort::getPort)
            .thenComparing(EndpointPort::getProtocol);

    /** The addresses under one set of ports. */
    private record Addresses(List<EndpointAddress> ready, List<EndpointAddress> notReady) {}

    private Subsets() {}

    static List<EndpointSubset> of(Service service, List<Pod> pods) {
        Map<List<EndpointPort>, Addresses> byPorts = new LinkedHashMap<>();
        boolean tolerant = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        for (var pod : pods) {
            var address = address(service, pod);
            var ports = ports(service, pod);
            boolean leaving = pod.getMetadata().getDeletionTimestamp() != null && !tolerant;
            if (address.isEmpty() || ports.isEmpty() || leaving) {
                continue;
            }
            var addresses =
                    byPorts.computeIfAbsent(ports.get(), key -> new Addresses(new ArrayList<>(), new ArrayList<>()));
            (tolerant || Conditions.isReady(pod) ? addresses.ready() : addresses.notReady()).add(address.get());
        }
        List<EndpointSubset> subsets = new ArrayList<>();
        byPorts.forEach((ports, addresses) -> {
            addresses.ready().sort(BY_IP);
            addresses.notReady().sort(BY_IP);
            subsets.add(new EndpointSubsetBuilder()
                    .withAddresses(addresses.ready())
                    .withNotReadyAddresses(addresses.notReady())
                    .withPorts(ports)
                    .build());
        });
        subsets.sort(Comparator.comparing(subset -> subset.getPorts().toString()));
        return subsets;
    }

    /** The ports that the pod serves; empty when it serves none of the service's. */
    private static Optional<List<EndpointPort>> ports(Service service, Pod pod) {
        var wanted = service.getSpec().getPorts();
        if (wanted.isEmpty()) {
            return ServicePods.hasClusterIp(service) ? Optional.empty() : Optional.of(List.of());
        }
        List<EndpointPort> ports = new ArrayList<>();
        for (var port : wanted) {
            ServicePods.targetPort(pod, port)
                    .ifPresent(number -> ports.add(new EndpointPortBuilder()
                            .withName(port.getName())
                            .withPort(number)
                            .withProtocol(Objects.requireNonNullElse(port.getProtocol(), "TCP"))
                            .withAppProtocol(port.getAppProtocol())
                            .build()));
        }
        ports.sort(BY_NAME);
        return ports.isEmpty() ? Optional.empty() : Optional.of(ports);
    }

    /** The pod's address of the service's first family. */
    private static Optional<EndpointAddress> address(Service service, Pod pod) {
        var families = service.getSpec().getIpFamilies();
        var ip = service.getSpec().getClusterIP();
        boolean ipv6 = (families == null || families.isEmpty())
                ? ip != null && ServicePods.isIpv6(ip)
                : families.getFirst().equals("IPv6");
        return ServicePods.addresses(pod).stream()
                .filter(address -> ServicePods.isIpv6(address) == ipv6)
                .findFirst()
                .map(address -> address(service, pod, address));
    }

    private static EndpointAddress address(Service service, Pod pod, String ip) {
        var builder = new EndpointAddressBuilder()
                .withIp(ip)
                .withNodeName(pod.getSpec().getNodeName())
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef();
        if (ServicePods.hasHostname(pod, service)) {
            builder.withHostname(pod.getSpec().getHostname());
        }
        return builder.build();
    }

    /** At most {@link #CAPACITY} addresses of the subsets, ready ones before others. */
    static List<EndpointSubset> truncated(List<EndpointSubset> subsets) {
        int ready = subsets.stream()
                .mapToInt(subset -> subset.getAddresses().size())
                .sum();
        int leftReady = Math.min(ready, CAPACITY);
        int leftNotReady = CAPACITY - leftReady;
        List<EndpointSubset> kept = new ArrayList<>();
        for (var subset : subsets) {
            int takeReady = Math.min(leftReady, subset.getAddresses().size());
            int takeNotReady =
                    Math.min(leftNotReady, subset.getNotReadyAddresses().size());
            leftReady -= takeReady;
            leftNotReady -= takeNotReady;
            kept.add(new EndpointSubsetBuilder(subset)
                    .withAddresses(subset.getAddresses().subList(0, takeReady))
                    .withNotReadyAddresses(subset.getNotReadyAddresses().subList(0, takeNotReady))
                    .build());
        }
        return kept;
    }

    static int size(List<EndpointSubset> subsets) {
        return subsets.stream()
                .mapToInt(subset -> subset.getAddresses().size()
                        + subset.getNotReadyAddresses().size())
                .sum();
    }
}
