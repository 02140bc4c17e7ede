package dev.mudi.dns.records;

import java.net.InetAddress;
import java.util.List;

/**
 * What one service has names for.
 *
 * @param addresses the cluster IPs; empty for a headless service
 * @param externalName what the name is an alias of; empty for no alias
 * @param ports with names
 * @param endpoints of a headless service
 */
public record ServiceNames(
        List<InetAddress> addresses, String externalName, List<Port> ports, List<Endpoint> endpoints) {

    /** A named port: {@code _http._tcp}. The protocol is in lower case. */
    public record Port(String name, String protocol, int number) {}

    /**
     * A place that serves a headless service.
     *
     * @param hostname its own name below the service's, a label
     * @param address of the pod
     * @param ports that it serves
     */
    public record Endpoint(String hostname, InetAddress address, List<Port> ports) {
        /** Copies the ports. */
        public Endpoint {
            ports = List.copyOf(ports);
        }
    }

    /** Copies the lists. */
    public ServiceNames {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }

    /** Whether the names lead to the endpoints themselves. */
    public boolean isHeadless() {
        return addresses.isEmpty() && externalName.isEmpty();
    }
}
