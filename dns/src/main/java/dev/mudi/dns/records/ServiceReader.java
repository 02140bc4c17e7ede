package dev.mudi.dns.records;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Reads the API's objects as names. Pure. */
public final class ServiceReader {
    private ServiceReader() {}

    /** The names of a service with these slices. */
    public static ServiceNames read(Service service, List<EndpointSlice> slices) {
        var spec = service.getSpec();
        if ("ExternalName".equals(spec.getType())) {
            return new ServiceNames(
                    List.of(), Objects.requireNonNullElse(spec.getExternalName(), ""), List.of(), List.of());
        }
        var ports = new ArrayList<ServiceNames.Port>();
        for (var port : spec.getPorts()) {
            ports.add(port(port.getName(), port.getProtocol(), port.getPort()));
        }
        var addresses = addresses(
                spec.getClusterIPs().isEmpty() && spec.getClusterIP() != null
                        ? List.of(spec.getClusterIP())
                        : spec.getClusterIPs());
        boolean unready = Boolean.TRUE.equals(spec.getPublishNotReadyAddresses());
        return new ServiceNames(addresses, "", ports, addresses.isEmpty() ? endpoints(slices, unready) : List.of());
    }

    private static List<ServiceNames.Endpoint> endpoints(List<EndpointSlice> slices, boolean unready) {
        var found = new ArrayList<ServiceNames.Endpoint>();
        for (var slice : slices) {
            var ports = slice.getPorts().stream().map(ServiceReader::port).toList();
            for (var endpoint : slice.getEndpoints()) {
                var conditions = endpoint.getConditions();
                boolean ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
                for (var address : ready || unready ? addresses(endpoint.getAddresses()) : List.<InetAddress>of()) {
                    found.add(new ServiceNames.Endpoint(
                            Objects.requireNonNullElse(endpoint.getHostname(), dashed(address)), address, ports));
                }
            }
        }
        return found;
    }

    private static List<InetAddress> addresses(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isEmpty() && !text.equals("None"))
                .map(InetAddress::ofLiteral)
                .toList();
    }

    private static ServiceNames.Port port(EndpointPort port) {
        return port(port.getName(), port.getProtocol(), Objects.requireNonNullElse(port.getPort(), 0));
    }

    private static ServiceNames.Port port(String name, String protocol, int number) {
        return new ServiceNames.Port(
                Objects.requireNonNullElse(name, ""),
                Objects.requireNonNullElse(protocol, "tcp").toLowerCase(Locale.ROOT),
                number);
    }

    /** The label that an address without a host name has: {@code 10-0-0-1}. */
    static String dashed(InetAddress address) {
        return address.getHostAddress().replace('.', '-').replace(':', '-');
    }
}
