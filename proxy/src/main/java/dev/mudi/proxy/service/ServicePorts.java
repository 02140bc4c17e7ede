package dev.mudi.proxy.service;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Reads services and slices of the API as values of this package. IPv4 only: other addresses are passed over. */
public final class ServicePorts {
    /** A service with this label is somebody else's to proxy. */
    private static final String OTHER_PROXY_LABEL = "service.kubernetes.io/service-proxy-name";

    /** A slice with this label is of a service that nobody proxies. */
    private static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private ServicePorts() {}

    /** The ports of a service that need rules; none for headless and external-name services and those of another proxy. */
    public static List<ServicePort> of(Service service) {
        var spec = service.getSpec();
        if (spec == null
                || "ExternalName".equals(spec.getType())
                || hasLabel(service.getMetadata(), OTHER_PROXY_LABEL)) {
            return List.of();
        }
        var clusterIp = clusterIp(spec);
        if (clusterIp.isEmpty()) {
            return List.of();
        }
        var key = new ServiceKey(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
        var addresses = new ServicePort.Addresses(
                clusterIp.get(),
                ipv4(spec.getExternalIPs()),
                loadBalancerIps(service),
                spec.getLoadBalancerSourceRanges().stream()
                        .map(String::strip)
                        .filter(range -> !range.contains(":"))
                        .toList());
        var policy = new ServicePort.Policy(
                "Local".equals(spec.getInternalTrafficPolicy()),
                "Local".equals(spec.getExternalTrafficPolicy()),
                affinitySeconds(spec));
        var ports = new ArrayList<ServicePort>();
        for (var port : spec.getPorts()) {
            ports.add(new ServicePort(
                    key,
                    Objects.requireNonNullElse(port.getName(), ""),
                    protocol(port.getProtocol()),
                    port.getPort(),
                    Objects.requireNonNullElse(port.getNodePort(), 0),
                    addresses,
                    policy));
        }
        return ports;
    }

    private static boolean hasLabel(ObjectMeta meta, String label) {
        return meta.getLabels() != null && meta.getLabels().containsKey(label);
    }

    /**
     * The endpoints that a service's slices have for one of its ports, found by the port's name and protocol. A slice
     * that says that it is headless has none, whatever its service is.
     */
    public static List<Endpoint> endpoints(ServicePort port, List<EndpointSlice> slices, String nodeName) {
        var found = new ArrayList<Endpoint>();
        for (var slice : slices) {
            if (!"IPv4".equals(slice.getAddressType()) || hasLabel(slice.getMetadata(), HEADLESS_LABEL)) {
                continue;
            }
            for (var slicePort : slice.getPorts()) {
                if (serves(slicePort, port)) {
                    addEndpoints(slice, slicePort.getPort(), nodeName, found);
                }
            }
        }
        return found;
    }

    private static boolean serves(EndpointPort slicePort, ServicePort port) {
        return slicePort.getPort() != null
                && port.name().equals(Objects.requireNonNullElse(slicePort.getName(), ""))
                && port.protocol() == protocol(slicePort.getProtocol());
    }

    private static void addEndpoints(EndpointSlice slice, int port, String nodeName, List<Endpoint> found) {
        for (var endpoint : slice.getEndpoints()) {
            var conditions = endpoint.getConditions();
            boolean terminating = conditions != null && Boolean.TRUE.equals(conditions.getTerminating());
            boolean ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
            boolean serving = (conditions == null || conditions.getServing() == null) ? ready : conditions.getServing();
            for (var address : endpoint.getAddresses().stream().limit(1).toList()) {
                found.add(new Endpoint(
                        address, port, ready, serving, terminating, nodeName.equals(endpoint.getNodeName())));
            }
        }
    }

    private static Optional<String> clusterIp(ServiceSpec spec) {
        var all = new ArrayList<>(spec.getClusterIPs());
        if (all.isEmpty() && spec.getClusterIP() != null) {
            all.add(spec.getClusterIP());
        }
        return all.stream()
                .filter(ip -> !ip.isEmpty() && !ip.equals("None") && !ip.contains(":"))
                .findFirst();
    }

    private static List<String> loadBalancerIps(Service service) {
        var status = service.getStatus();
        if (status == null || status.getLoadBalancer() == null) {
            return List.of();
        }
        return ipv4(status.getLoadBalancer().getIngress().stream()
                .filter(ingress -> !"Proxy".equals(ingress.getIpMode()))
                .map(LoadBalancerIngress::getIp)
                .filter(Objects::nonNull)
                .toList());
    }

    private static List<String> ipv4(List<String> addresses) {
        return addresses.stream().filter(address -> !address.contains(":")).toList();
    }

    private static int affinitySeconds(ServiceSpec spec) {
        if (!"ClientIP".equals(spec.getSessionAffinity())) {
            return 0;
        }
        var config = spec.getSessionAffinityConfig();
        return config == null
                        || config.getClientIP() == null
                        || config.getClientIP().getTimeoutSeconds() == null
                ? DEFAULT_AFFINITY_SECONDS
                : config.getClientIP().getTimeoutSeconds();
    }

    private static Protocol protocol(String name) {
        return name == null ? Protocol.TCP : Protocol.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
