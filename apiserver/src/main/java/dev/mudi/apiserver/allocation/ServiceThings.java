package dev.mudi.apiserver.allocation;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a Service has that no other may have.
 *
 * @param addresses its cluster IPs in canonical form, which need not be how the Service writes them
 * @param ports its node ports, that of the health check too
 */
record ServiceThings(Set<String> addresses, Set<Long> ports) {
    /** Another type may say node ports too, and has none. */
    private static final Set<String> TYPES_WITH_PORTS = Set.of("NodePort", "LoadBalancer");

    /** Nothing. */
    static final ServiceThings NONE = new ServiceThings(Set.of(), Set.of());

    /** What a Service says that it has. */
    static ServiceThings of(ObjectValue service) {
        var spec = service.object("spec");
        var addresses = new LinkedHashSet<String>();
        var ports = new LinkedHashSet<Long>();
        if (!spec.string("type").equals("ExternalName")) {
            spec.array("clusterIPs").strings().map(Addresses::canonical).forEach(addresses::add);
            addresses.remove("None");
            addresses.remove("");
        }
        if (TYPES_WITH_PORTS.contains(spec.string("type"))) {
            spec.array("ports").objects().forEach(port -> ports.add(port.integer("nodePort", 0)));
            ports.add(spec.integer("healthCheckNodePort", 0));
            ports.remove(0L);
        }
        return new ServiceThings(addresses, ports);
    }

    /** {@code namespace/name} of a Service. */
    static String owner(ObjectValue service) {
        var meta = ObjectMeta.of(service);
        return meta.namespace() + "/" + meta.name();
    }
}
