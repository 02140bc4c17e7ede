package dev.mudi.controllers.services;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The writes that turn a service's slices into what they should hold. An endpoint stays in its slice as long as its ports
 * stay; new ones go where a slice is written anyway, or into the fullest that takes them all, so that few slices change.
 */
public record SlicePlan(List<EndpointSlice> creations, List<EndpointSlice> updates, List<EndpointSlice> deletions) {
    static final int LARGEST = 100;

    private SlicePlan() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** Whether nothing need be written. */
    public boolean isEmpty() {
        return creations.isEmpty() && updates.isEmpty() && deletions.isEmpty();
    }

    /**
     * Plans for one address type.
     *
     * @param template what the slices have in common
     * @param wanted endpoints by ports, the ports {@linkplain #sorted sorted}
     * @param existing this controller's slices of the service of that address type
     */
    public static SlicePlan of(
            SliceTemplate template, Map<List<EndpointPort>, List<Endpoint>> wanted, List<EndpointSlice> existing) {
        var plan = new SlicePlan();
        Map<List<EndpointPort>, List<EndpointSlice>> byPorts = new LinkedHashMap<>();
        for (var slice : existing) {
            if (template.owns(slice)) {
                var ports = slice.getPorts() == null ? List.<EndpointPort>of() : slice.getPorts();
                byPorts.computeIfAbsent(sorted(ports), key -> new ArrayList<>()).add(slice);
            } else {
                plan.deletions.add(slice);
            }
        }
        wanted.forEach(
                (ports, endpoints) -> plan.pack(template, ports, endpoints, byPorts.getOrDefault(ports, List.of())));
        byPorts.forEach((ports, slices) -> {
            if (!wanted.containsKey(ports)) {
                plan.deletions.addAll(slices);
            }
        });
        return plan;
    }

    /** The same plan, but that one empty slice is kept when no other is left: consumers know then that there is nothing. */
    public SlicePlan keepingOne(SliceTemplate template, List<EndpointSlice> existing) {
        if (!creations.isEmpty() || deletions.size() < existing.size()) {
            return this;
        }
        if (deletions.size() == 1 && isPlaceholder(deletions.getFirst(), template)) {
            deletions.clear();
        } else {
            creations.add(template.slice(List.of(), List.of()));
        }
        return this;
    }

    /** The same plan, but that a slice to be deleted and one to be created are one to be updated: consumers see no gap. */
    public SlicePlan reusing(SliceTemplate template) {
        for (var old : List.copyOf(deletions)) {
            if (!creations.isEmpty() && template.owns(old)) {
                deletions.remove(old);
                updates.add(new EndpointSliceBuilder(creations.removeLast())
                        .editMetadata()
                        .withName(old.getMetadata().getName())
                        .withGenerateName(old.getMetadata().getGenerateName())
                        .withResourceVersion(old.getMetadata().getResourceVersion())
                        .withUid(old.getMetadata().getUid())
                        .endMetadata()
                        .build());
            }
        }
        return this;
    }

    /** In one order, so that equal sets of ports are equal lists. */
    public static List<EndpointPort> sorted(List<EndpointPort> ports) {
        return ports.stream()
                .sorted(Comparator.comparing((EndpointPort port) -> Objects.requireNonNullElse(port.getName(), ""))
                        .thenComparing(port -> Objects.requireNonNullElse(port.getProtocol(), ""))
                        .thenComparing(port -> Objects.requireNonNullElse(port.getPort(), 0)))
                .toList();
    }

    /** What an endpoint is, whatever its conditions: its addresses and what it stands for. */
    private record Identity(List<String> addresses, Optional<String> uid) {
        static Identity of(Endpoint endpoint) {
            return new Identity(
                    endpoint.getAddresses(),
                    Optional.ofNullable(endpoint.getTargetRef()).map(ObjectReference::getUid));
        }
    }

    private void pack(
            SliceTemplate template, List<EndpointPort> ports, List<Endpoint> endpoints, List<EndpointSlice> existing) {
        Map<Identity, Endpoint> homeless = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> homeless.put(Identity.of(endpoint), endpoint));
        List<EndpointSlice> written = new ArrayList<>();
        List<EndpointSlice> unchanged = new ArrayList<>();
        for (var slice : existing) {
            var kept = takeKept(slice, homeless);
            if (kept.isEmpty()) {
                deletions.add(slice);
            } else if (kept.equals(slice.getEndpoints()) && template.fits(slice)) {
                unchanged.add(slice);
            } else {
                written.add(template.changed(slice, kept));
            }
        }
        written.sort(Comparator.comparingInt(slice -> -slice.getEndpoints().size()));
        written.forEach(slice -> fill(slice, homeless));
        while (!homeless.isEmpty()) {
            var roomy = fullestThatTakes(unchanged, homeless.size());
            if (roomy.isPresent()) {
                unchanged.remove(roomy.get());
                var slice = template.changed(
                        roomy.get(), new ArrayList<>(roomy.get().getEndpoints()));
                fill(slice, homeless);
                written.add(slice);
            } else {
                var slice = template.slice(ports, new ArrayList<>());
                fill(slice, homeless);
                creations.add(slice);
            }
        }
        updates.addAll(written);
    }

    private static List<Endpoint> takeKept(EndpointSlice slice, Map<Identity, Endpoint> homeless) {
        List<Endpoint> kept = new ArrayList<>();
        for (var endpoint : slice.getEndpoints()) {
            var still = homeless.remove(Identity.of(endpoint));
            if (still != null) {
                kept.add(still);
            }
        }
        return kept;
    }

    private static void fill(EndpointSlice slice, Map<Identity, Endpoint> homeless) {
        var next = homeless.entrySet().iterator();
        while (next.hasNext() && slice.getEndpoints().size() < LARGEST) {
            slice.getEndpoints().add(next.next().getValue());
            next.remove();
        }
    }

    private static Optional<EndpointSlice> fullestThatTakes(List<EndpointSlice> slices, int count) {
        return slices.stream()
                .filter(slice -> slice.getEndpoints().size() + count <= LARGEST)
                .max(Comparator.comparingInt(slice -> slice.getEndpoints().size()));
    }

    private static boolean isPlaceholder(EndpointSlice slice, SliceTemplate template) {
        return slice.getEndpoints().isEmpty()
                && (slice.getPorts() == null || slice.getPorts().isEmpty())
                && template.owns(slice)
                && template.fits(slice);
    }
}
