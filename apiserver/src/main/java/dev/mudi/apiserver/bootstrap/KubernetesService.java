package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.bootstrap.BootstrapObjects.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The service by which pods reach the API servers: {@code kubernetes} in {@code default}, with the first service address, and the
 * servers that are alive as its endpoints. Pure.
 *
 * @param clusterIp the first service address
 * @param address where this server is reached; loopback makes no endpoint, because pods have their own loopback
 * @param port where the server is reached
 */
public record KubernetesService(String clusterIp, String address, int port) {
    private static final String NAME = "kubernetes";
    private static final String NAMESPACE = "default";

    List<Wanted> objects() {
        return List.of(new Wanted("services", service()));
    }

    ServerAddress server() {
        return new ServerAddress(address, port);
    }

    private static ObjectValue.Builder object(String version, String kind, ObjectValue labels) {
        var metadata = ObjectValue.builder()
                .put("name", NAME)
                .put("namespace", NAMESPACE)
                .put("labels", labels);
        return ObjectValue.builder()
                .put("apiVersion", version)
                .put("kind", kind)
                .put("metadata", metadata.build());
    }

    private ObjectValue service() {
        var labels = ObjectValue.builder()
                .put("component", "apiserver")
                .put("provider", NAME)
                .build();
        var https = ObjectValue.builder()
                .put("name", "https")
                .put("protocol", "TCP")
                .put("port", 443)
                .put("targetPort", port)
                .build();
        return object("v1", "Service", labels)
                .put(
                        "spec",
                        ObjectValue.builder()
                                .put("clusterIP", clusterIp)
                                .put("clusterIPs", ArrayValue.ofStrings(List.of(clusterIp)))
                                .put("ipFamilyPolicy", "SingleStack")
                                .put("ports", ArrayValue.of(https))
                                .put("sessionAffinity", "None")
                                .put("type", "ClusterIP")
                                .build())
                .build();
    }

    private static ArrayValue ports(int port) {
        return ArrayValue.of(ObjectValue.builder()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP")
                .build());
    }

    private static SortedMap<Integer, List<ServerAddress>> byPort(SortedSet<ServerAddress> servers) {
        return servers.stream().collect(Collectors.groupingBy(ServerAddress::port, TreeMap::new, Collectors.toList()));
    }

    /** The servers as Endpoints have them: those with the same port together. */
    static ArrayValue subsets(SortedSet<ServerAddress> servers) {
        var subsets = new ArrayList<Value>();
        byPort(servers).forEach((port, same) -> {
            var addresses = same.stream().map(server -> (Value) ObjectValue.of("ip", Value.of(server.address())));
            subsets.add(ObjectValue.builder()
                    .put("addresses", new ArrayValue(addresses.toList()))
                    .put("ports", ports(port))
                    .build());
        });
        return new ArrayValue(subsets);
    }

    /** The Endpoints of these servers. */
    static ObjectValue endpoints(SortedSet<ServerAddress> servers) {
        var labels = ObjectValue.builder()
                .put("endpointslice.kubernetes.io/skip-mirror", "true")
                .build();
        return object("v1", "Endpoints", labels)
                .put("subsets", subsets(servers))
                .build();
    }

    /** Their slices: one for each port and family of addresses, the first of them with the service's name alone as upstream's. */
    static List<ObjectValue> slices(SortedSet<ServerAddress> servers) {
        var slices = new ArrayList<ObjectValue>();
        byPort(servers)
                .forEach((port, same) -> same.stream()
                        .collect(Collectors.partitioningBy(ServerAddress::isIpv6))
                        .forEach((ipv6, family) -> {
                            if (!family.isEmpty()) {
                                var name = slices.isEmpty() ? NAME : NAME + "-" + (ipv6 ? "ipv6-" : "") + port;
                                slices.add(slice(name, port, family));
                            }
                        }));
        return slices;
    }

    /** Whether a slice of the service was made here. */
    static boolean isSliceOfServers(String name) {
        return name.equals(NAME) || name.matches(NAME + "-(ipv6-)?[0-9]+");
    }

    private static ObjectValue slice(String name, int port, List<ServerAddress> servers) {
        var endpoints = servers.stream().map(server -> (Value) ObjectValue.builder()
                .put("addresses", ArrayValue.ofStrings(List.of(server.address())))
                .put("conditions", ObjectValue.builder().put("ready", true).build())
                .build());
        var labels =
                ObjectValue.builder().put("kubernetes.io/service-name", NAME).build();
        return object("discovery.k8s.io/v1", "EndpointSlice", labels)
                .put("addressType", servers.getFirst().isIpv6() ? "IPv6" : "IPv4")
                .put("endpoints", new ArrayValue(endpoints.toList()))
                .put("ports", ports(port))
                .build()
                .withAt(Value.of(name), "metadata", "name");
    }

    /** What is found, with the servers that are wanted. */
    static ObjectValue withServersOf(ObjectValue wanted, ObjectValue found) {
        return wanted.string("kind").equals("Endpoints")
                ? found.with("subsets", wanted.array("subsets"))
                : found.with("endpoints", wanted.array("endpoints")).with("ports", wanted.array("ports"));
    }

    /** The service as it is to be, if it is not; the server's port may have changed since the last start. */
    static Optional<ObjectValue> completed(Wanted wanted, ObjectValue found) {
        var next = switch (wanted.resource()) {
            case "services" ->
                found.update(
                        "spec",
                        spec -> spec.with(
                                "ports", wanted.object().object("spec").array("ports")));
            default -> found;
        };
        return next.equals(found) ? Optional.empty() : Optional.of(next);
    }
}
