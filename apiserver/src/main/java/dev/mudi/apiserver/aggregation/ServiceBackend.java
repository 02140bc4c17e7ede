package dev.mudi.apiserver.aggregation;

import dev.mudi.api.kinds.extensions.Availability;
import dev.mudi.api.tree.ObjectValue;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The service behind an API service.
 *
 * @param port that it is asked on
 */
record ServiceBackend(String namespace, String name, long port) {
    /** Of an API service; empty if the server serves it by itself. */
    static Optional<ServiceBackend> of(ObjectValue apiService) {
        var spec = apiService.object("spec");
        if (!spec.has("service")) {
            return Optional.empty();
        }
        var service = spec.object("service");
        return Optional.of(
                new ServiceBackend(service.string("namespace"), service.string("name"), service.integer("port", 443)));
    }

    /**
     * Whether the API service is available (kube-aggregator, remote availability controller): in this order the service has to exist,
     * to have the port, and to have an endpoint of it that is ready. One that passes all of that is not available all the same, since
     * this server passes no request on to it yet.
     *
     * @param slices of ready endpoints: the names of the ports of each
     */
    Availability availability(Optional<ObjectValue> service, Collection<Set<String>> slices) {
        var named = "service/%s in \"%s\"".formatted(name, namespace);
        if (service.isEmpty()) {
            return not("ServiceNotFound", named + " is not present");
        }
        var spec = service.get().object("spec");
        if (spec.string("type").equals("ClusterIP")) {
            var found = spec.array("ports")
                    .objects()
                    .filter(one -> one.integer("port", 0) == port)
                    .findFirst();
            if (found.isEmpty()) {
                return not("ServicePortError", named + " is not listening on port " + port);
            }
            var portName = found.get().string("name");
            if (slices.isEmpty()) {
                return not("EndpointsNotFound", "cannot find endpointslices for " + named);
            }
            if (slices.stream().noneMatch(ports -> ports.contains(portName))) {
                return not(
                        "MissingEndpoints",
                        "endpointslices for " + named + " have no addresses with port name \"" + portName + "\"");
            }
        }
        return not("FailedDiscoveryCheck", "requests are not passed on to " + named + " by this server");
    }

    private static Availability not(String reason, String message) {
        return new Availability("False", reason, message);
    }

    /** The names of an EndpointSlice's ports if one of its endpoints is ready; else none. */
    static Set<String> readyPorts(ObjectValue slice) {
        boolean ready = slice.array("endpoints").objects().anyMatch(endpoint -> {
            var conditions = endpoint.object("conditions");
            return !conditions.has("ready") || conditions.bool("ready");
        });
        var names = new HashSet<String>();
        if (ready) {
            slice.array("ports")
                    .objects()
                    .filter(port -> port.has("port"))
                    .forEach(port -> names.add(port.string("name")));
        }
        return Set.copyOf(names);
    }
}
