package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import java.util.List;

/**
 * What a cluster has beside roles: the system's namespaces, the range of service addresses, and the Service {@code kubernetes} with
 * the addresses of this server (kube-apiserver, controlplane). Making it twice changes nothing.
 */
public final class SystemObjects {
    private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";
    private static final String NAME = "kubernetes";

    private final ObjectSource source;
    private final Loopback loopback;
    private final Place place;

    /**
     * Where the server is.
     *
     * @param serviceAddress the cluster IP of the Service {@code kubernetes}
     * @param serviceRange the range of cluster IPs, in CIDR notation
     * @param address at which others reach the server
     * @param port of that address
     */
    public record Place(String serviceAddress, String serviceRange, String address, int port) {}

    /** Looks in the source, writes by the loopback. */
    public SystemObjects(ObjectSource source, Loopback loopback, Place place) {
        this.source = source;
        this.loopback = loopback;
        this.place = place;
    }

    /** The namespaces that are always there; others cannot be written before. */
    public void ensureNamespaces() {
        for (var name : List.of("kube-system", "default", "kube-public", "kube-node-lease")) {
            var namespace = object("v1", "Namespace", ObjectValue.EMPTY.with("name", name));
            ensure("", "namespaces", "/api/v1/namespaces", namespace, false);
        }
    }

    /** The Service {@code kubernetes}, where it leads, and the range that its address is of. */
    public void ensureServices() {
        var range = object("networking.k8s.io/v1", "ServiceCIDR", ObjectValue.EMPTY.with("name", NAME))
                .withAt(ArrayValue.ofStrings(List.of(place.serviceRange())), "spec", "cidrs");
        ensure("networking.k8s.io", "servicecidrs", "/apis/networking.k8s.io/v1/servicecidrs", range, false);
        ensure("", "services", "/api/v1/namespaces/default/services", service(), false);
        ensure("", "endpoints", "/api/v1/namespaces/default/endpoints", endpoints(), true);
        ensure(
                "discovery.k8s.io",
                "endpointslices",
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                slice(),
                true);
    }

    private static ObjectValue object(String apiVersion, String kind, ObjectValue meta) {
        return ObjectValue.builder()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("metadata", meta)
                .build();
    }

    private static ObjectValue labelled(String label, String value) {
        return ObjectValue.EMPTY
                .with("name", NAME)
                .with("namespace", "default")
                .withAt(Value.of(value), "labels", label);
    }

    private ObjectValue service() {
        var meta = labelled("component", "apiserver").withAt(Value.of(NAME), "labels", "provider");
        var port = port(443).with("targetPort", Value.of(place.port()));
        var spec = ObjectValue.builder()
                .put("type", "ClusterIP")
                .put("clusterIP", place.serviceAddress())
                .put("sessionAffinity", "None")
                .put("ports", ArrayValue.of(port))
                .build();
        return object("v1", "Service", meta).with("spec", spec);
    }

    private static ObjectValue port(int number) {
        return ObjectValue.builder()
                .put("name", "https")
                .put("port", number)
                .put("protocol", "TCP")
                .build();
    }

    private ObjectValue endpoints() {
        var subset = ObjectValue.of(
                "addresses",
                ArrayValue.of(ObjectValue.EMPTY.with("ip", place.address())),
                "ports",
                ArrayValue.of(port(place.port())));
        return object("v1", "Endpoints", labelled(SKIP_MIRROR, "true")).with("subsets", ArrayValue.of(subset));
    }

    private ObjectValue slice() {
        var endpoint = ObjectValue.of(
                "addresses",
                ArrayValue.ofStrings(List.of(place.address())),
                "conditions",
                ObjectValue.of("ready", Value.of(true)));
        return object("discovery.k8s.io/v1", "EndpointSlice", labelled("kubernetes.io/service-name", NAME))
                .with("addressType", "IPv4")
                .with("endpoints", ArrayValue.of(endpoint))
                .with("ports", ArrayValue.of(port(place.port())));
    }

    /** Creates what is missing; what follows the server's address is replaced when that is another. */
    private void ensure(String group, String resource, String path, ObjectValue wanted, boolean follows) {
        var meta = wanted.object("metadata");
        var found = source.get(group, resource, meta.string("namespace"), meta.string("name"));
        try {
            if (found.isEmpty()) {
                loopback.create(path, wanted);
            } else if (follows && !leadsHere(found.get(), wanted)) {
                loopback.update(path + "/" + meta.string("name"), wanted);
            }
        } catch (StatusException refusal) {
            if (refusal.status().reason() != Reason.ALREADY_EXISTS) {
                throw refusal;
            }
        }
    }

    private static boolean leadsHere(ObjectValue present, ObjectValue wanted) {
        for (var field : List.of("subsets", "endpoints", "ports")) {
            if (!present.array(field).equals(wanted.array(field))) {
                return false;
            }
        }
        return true;
    }
}
