package dev.mudi.controllers.endpointslice;

import dev.mudi.client.OwnerReferences;
import dev.mudi.controllers.services.ServicePods;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The writes that turn a service's slices into what they should hold. An endpoint stays in its slice as long as its ports
 * stay; new ones go where a slice is written anyway, or into the fullest that takes them all, so that few slices change.
 */
record SlicePlan(List<EndpointSlice> creations, List<EndpointSlice> updates, List<EndpointSlice> deletions) {
    static final String MANAGER = "endpointslice-controller.k8s.io";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final int LARGEST = 100;

    private SlicePlan() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    boolean isEmpty() {
        return creations.isEmpty() && updates.isEmpty() && deletions.isEmpty();
    }

    /**
     * Plans for one address type.
     *
     * @param wanted endpoints by ports
     * @param existing this controller's slices of the service of that address type
     */
    static SlicePlan of(
            Service service,
            String addressType,
            Map<List<EndpointPort>, List<Endpoint>> wanted,
            List<EndpointSlice> existing) {
        var plan = new SlicePlan();
        Map<List<EndpointPort>, List<EndpointSlice>> byPorts = new LinkedHashMap<>();
        for (var slice : existing) {
            if (isOwned(slice, service)) {
                var ports = slice.getPorts() == null ? List.<EndpointPort>of() : slice.getPorts();
                byPorts.computeIfAbsent(ServiceEndpoints.sorted(ports), key -> new ArrayList<>())
                        .add(slice);
            } else {
                plan.deletions.add(slice);
            }
        }
        wanted.forEach((ports, endpoints) ->
                plan.pack(new Packing(service, addressType, ports), endpoints, byPorts.getOrDefault(ports, List.of())));
        byPorts.forEach((ports, slices) -> {
            if (!wanted.containsKey(ports)) {
                plan.deletions.addAll(slices);
            }
        });
        plan.keepOne(new Packing(service, addressType, List.of()), existing);
        plan.reuse(service);
        return plan;
    }

    private static boolean isOwned(EndpointSlice slice, Service service) {
        return slice.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(service.getMetadata().getUid()));
    }

    /** What the slices of one set of ports have in common. */
    private record Packing(Service service, String addressType, List<EndpointPort> ports) {
        EndpointSlice slice(List<Endpoint> endpoints) {
            return new EndpointSliceBuilder()
                    .withNewMetadata()
                    .withNamespace(service.getMetadata().getNamespace())
                    .withGenerateName(service.getMetadata().getName() + "-")
                    .withLabels(labels())
                    .withOwnerReferences(OwnerReferences.controllerReference(service))
                    .endMetadata()
                    .withAddressType(addressType)
                    .withPorts(ports)
                    .withEndpoints(endpoints)
                    .build();
        }

        Map<String, String> labels() {
            Map<String, String> labels = new HashMap<>();
            if (service.getMetadata().getLabels() != null) {
                labels.putAll(service.getMetadata().getLabels());
            }
            labels.remove(ServicePods.HEADLESS);
            if (!ServicePods.hasClusterIp(service)) {
                labels.put(ServicePods.HEADLESS, "");
            }
            labels.put(SERVICE_NAME, service.getMetadata().getName());
            labels.put(MANAGED_BY, MANAGER);
            return labels;
        }

        EndpointSlice changed(EndpointSlice slice, List<Endpoint> endpoints) {
            return new EndpointSliceBuilder(slice)
                    .withEndpoints(endpoints)
                    .editMetadata()
                    .withLabels(labels())
                    .endMetadata()
                    .build();
        }
    }

    /** What an endpoint is, whatever its conditions: its addresses and what it stands for. */
    private record Identity(List<String> addresses, Optional<String> uid) {
        static Identity of(Endpoint endpoint) {
            return new Identity(
                    endpoint.getAddresses(),
                    Optional.ofNullable(endpoint.getTargetRef()).map(ObjectReference::getUid));
        }
    }

    private void pack(Packing packing, List<Endpoint> endpoints, List<EndpointSlice> existing) {
        Map<Identity, Endpoint> homeless = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> homeless.put(Identity.of(endpoint), endpoint));
        List<EndpointSlice> written = new ArrayList<>();
        List<EndpointSlice> unchanged = new ArrayList<>();
        for (var slice : existing) {
            var kept = takeKept(slice, homeless);
            if (kept.isEmpty()) {
                deletions.add(slice);
            } else if (kept.equals(slice.getEndpoints())
                    && packing.labels().equals(slice.getMetadata().getLabels())) {
                unchanged.add(slice);
            } else {
                written.add(packing.changed(slice, kept));
            }
        }
        written.sort(Comparator.comparingInt(slice -> -slice.getEndpoints().size()));
        written.forEach(slice -> fill(slice, homeless));
        while (!homeless.isEmpty()) {
            var roomy = fullestThatTakes(unchanged, homeless.size());
            if (roomy.isPresent()) {
                unchanged.remove(roomy.get());
                var slice =
                        packing.changed(roomy.get(), new ArrayList<>(roomy.get().getEndpoints()));
                fill(slice, homeless);
                written.add(slice);
            } else {
                var slice = packing.slice(new ArrayList<>());
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

    /** A service without endpoints keeps one empty slice, so that consumers know that it is empty. */
    private void keepOne(Packing empty, List<EndpointSlice> existing) {
        if (!creations.isEmpty() || deletions.size() < existing.size()) {
            return;
        }
        var placeholder = empty.slice(List.of());
        if (deletions.size() == 1 && isPlaceholder(deletions.getFirst(), placeholder)) {
            deletions.clear();
        } else {
            creations.add(placeholder);
        }
    }

    private static boolean isPlaceholder(EndpointSlice slice, EndpointSlice placeholder) {
        return slice.getEndpoints().isEmpty()
                && (slice.getPorts() == null || slice.getPorts().isEmpty())
                && slice.getAddressType().equals(placeholder.getAddressType())
                && slice.getMetadata()
                        .getLabels()
                        .equals(placeholder.getMetadata().getLabels())
                && uids(slice).equals(uids(placeholder));
    }

    private static List<String> uids(EndpointSlice slice) {
        return slice.getMetadata().getOwnerReferences().stream()
                .map(owner -> Objects.requireNonNullElse(owner.getUid(), ""))
                .toList();
    }

    /** A slice to be deleted and one to be created are one to be updated: consumers never see a gap. */
    private void reuse(Service service) {
        for (var old : List.copyOf(deletions)) {
            if (creations.isEmpty()) {
                return;
            }
            if (isOwned(old, service)) {
                deletions.remove(old);
                var made = creations.removeLast();
                updates.add(new EndpointSliceBuilder(made)
                        .editMetadata()
                        .withName(old.getMetadata().getName())
                        .withGenerateName(old.getMetadata().getGenerateName())
                        .withResourceVersion(old.getMetadata().getResourceVersion())
                        .withUid(old.getMetadata().getUid())
                        .endMetadata()
                        .build());
            }
        }
    }
}
