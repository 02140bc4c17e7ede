package dev.mudi.controllers.services;

import dev.mudi.client.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all slices of one owner and one address type have in common.
 *
 * @param owner the Service, or the Endpoints that are mirrored
 * @param labels all that the slices have
 * @param annotations those that the slices have at least
 */
public record SliceTemplate(
        HasMetadata owner, String addressType, Map<String, String> labels, Map<String, String> annotations) {
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String SERVICE_NAME = "kubernetes.io/service-name";

    /** A template for slices of the service of that name, which the manager keeps. */
    public static SliceTemplate of(
            HasMetadata owner,
            String addressType,
            Map<String, String> labels,
            Map<String, String> annotations,
            String manager) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(SERVICE_NAME, owner.getMetadata().getName());
        all.put(MANAGED_BY, manager);
        return new SliceTemplate(owner, addressType, all, annotations);
    }

    /** The name of the slice's service; empty when it says none. */
    public static String serviceOf(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(SERVICE_NAME, "");
    }

    /** Whether the manager keeps the slice. */
    public static boolean isManagedBy(EndpointSlice slice, String manager) {
        var labels = slice.getMetadata().getLabels();
        return labels != null && manager.equals(labels.get(MANAGED_BY));
    }

    boolean owns(EndpointSlice slice) {
        return slice.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference ->
                        reference.getUid().equals(owner.getMetadata().getUid()));
    }

    /** A slice that has no name yet. */
    EndpointSlice slice(List<EndpointPort> ports, List<Endpoint> endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withLabels(labels)
                .withAnnotations(annotations)
                .withOwnerReferences(OwnerReferences.controllerReference(owner))
                .endMetadata()
                .withAddressType(addressType)
                .withPorts(ports)
                .withEndpoints(endpoints)
                .build();
    }

    /** The slice with other endpoints, and what of the template it lacked. */
    EndpointSlice changed(EndpointSlice slice, List<Endpoint> endpoints) {
        return new EndpointSliceBuilder(slice)
                .withEndpoints(endpoints)
                .editMetadata()
                .withLabels(labels)
                .addToAnnotations(annotations)
                .endMetadata()
                .build();
    }

    /** Whether the slice has the labels and annotations. */
    boolean fits(EndpointSlice slice) {
        var present = slice.getMetadata().getAnnotations();
        return labels.equals(slice.getMetadata().getLabels())
                && (annotations.isEmpty()
                        || (present != null && present.entrySet().containsAll(annotations.entrySet())));
    }
}
