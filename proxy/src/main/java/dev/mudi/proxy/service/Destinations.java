package dev.mudi.proxy.service;

import java.util.List;
import java.util.function.Predicate;

/**
 * Where a service port sends its traffic (Kubernetes reference, "Service Internal Traffic Policy" and "Traffic policies";
 * KEP-1669 for terminating endpoints).
 *
 * @param internal for clients inside the cluster
 * @param external for clients outside
 * @param any whether any endpoint exists anywhere: without one, connections are refused; with one elsewhere, they are dropped
 */
public record Destinations(List<Endpoint> internal, List<Endpoint> external, boolean any) {
    /** Nowhere. */
    public static final Destinations NONE = new Destinations(List.of(), List.of(), false);

    /** Copies the lists. */
    public Destinations {
        internal = List.copyOf(internal);
        external = List.copyOf(external);
    }

    /** Decides for a port with these endpoints: ready ones; if there are none, those that still serve while they terminate. */
    public static Destinations of(ServicePort.Policy policy, List<Endpoint> endpoints) {
        var everywhere = choose(endpoints, endpoint -> true);
        var here = policy.internalLocal() || policy.externalLocal() ? choose(endpoints, Endpoint::local) : everywhere;
        return new Destinations(
                policy.internalLocal() ? here : everywhere,
                policy.externalLocal() ? here : everywhere,
                !everywhere.isEmpty());
    }

    private static List<Endpoint> choose(List<Endpoint> endpoints, Predicate<Endpoint> where) {
        var ready = endpoints.stream()
                .filter(where.and(Endpoint::ready))
                .distinct()
                .sorted()
                .toList();
        return ready.isEmpty()
                ? endpoints.stream()
                        .filter(where.and(Endpoint::isLastResort))
                        .distinct()
                        .sorted()
                        .toList()
                : ready;
    }
}
