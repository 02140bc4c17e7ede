package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.bootstrap.BootstrapObjects.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The service by which pods reach the API server: {@code kubernetes} in {@code default}, with the first service address, and the
 * server itself as its endpoint. Pure.
 *
 * @param serviceCidr the range of service addresses
 * @param clusterIp its first address
 * @param address where the server is reached; loopback makes no endpoint, because pods have their own loopback
 * @param port where the server is reached
 */
public record KubernetesService(String serviceCidr, String clusterIp, String address, int port) {
    private static final String NAME = "kubernetes";
    private static final String NAMESPACE = "default";

    List<Wanted> objects() {
        var objects = new ArrayList<Wanted>();
        objects.add(new Wanted("servicecidrs", cidr()));
        objects.add(new Wanted("services", service()));
        if (!address.startsWith("127.") && !address.equals("::1")) {
            objects.add(new Wanted("endpoints", endpoints()));
            objects.add(new Wanted("endpointslices", slice()));
        }
        return objects;
    }

    private static ObjectValue.Builder object(String version, String kind, ObjectValue labels) {
        var metadata = ObjectValue.builder().put("name", NAME);
        if (!kind.equals("ServiceCIDR")) {
            metadata.put("namespace", NAMESPACE).put("labels", labels);
        }
        return ObjectValue.builder()
                .put("apiVersion", version)
                .put("kind", kind)
                .put("metadata", metadata.build());
    }

    private ObjectValue cidr() {
        return object("networking.k8s.io/v1", "ServiceCIDR", ObjectValue.EMPTY)
                .put("spec", ObjectValue.of("cidrs", ArrayValue.ofStrings(List.of(serviceCidr))))
                .build();
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

    private ArrayValue ports() {
        return ArrayValue.of(ObjectValue.builder()
                .put("name", "https")
                .put("port", port)
                .put("protocol", "TCP")
                .build());
    }

    private ObjectValue endpoints() {
        var subset = ObjectValue.builder()
                .put(
                        "addresses",
                        ArrayValue.of(ObjectValue.builder().put("ip", address).build()))
                .put("ports", ports())
                .build();
        return object(
                        "v1",
                        "Endpoints",
                        ObjectValue.builder()
                                .put("endpointslice.kubernetes.io/skip-mirror", "true")
                                .build())
                .put("subsets", ArrayValue.of(subset))
                .build();
    }

    private ObjectValue slice() {
        var endpoint = ObjectValue.builder()
                .put("addresses", ArrayValue.ofStrings(List.of(address)))
                .put("conditions", ObjectValue.builder().put("ready", true).build())
                .build();
        var labels =
                ObjectValue.builder().put("kubernetes.io/service-name", NAME).build();
        return object("discovery.k8s.io/v1", "EndpointSlice", labels)
                .put("addressType", address.indexOf(':') >= 0 ? "IPv6" : "IPv4")
                .put("endpoints", ArrayValue.of(endpoint))
                .put("ports", ports())
                .build();
    }

    /** The endpoints as they are to be, if they are not; the server's address or port may have changed since the last start. */
    static Optional<ObjectValue> completed(Wanted wanted, ObjectValue found) {
        var next = switch (wanted.resource()) {
            case "endpoints" -> found.with("subsets", wanted.object().array("subsets"));
            case "endpointslices" ->
                found.with("endpoints", wanted.object().array("endpoints"))
                        .with("ports", wanted.object().array("ports"));
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
