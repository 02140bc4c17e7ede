package dev.mudi.controllers.namespace;

import dev.mudi.client.ApiResource;
import dev.mudi.client.MetadataClient;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Refusals;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Deletes what is in a namespace. */
final class NamespaceContent {
    private static final DeleteOptions IN_BACKGROUND =
            new DeleteOptionsBuilder().withPropagationPolicy("Background").build();

    private final MetadataClient client;

    NamespaceContent(MetadataClient client) {
        this.client = client;
    }

    /**
     * What is left, and what went wrong.
     *
     * @param resources how many objects of each resource, by {@code plural.group}
     * @param finalizers how many objects each finalizer holds
     * @param failures messages of what could not be deleted
     * @param discoveryFailure why the resources could not be found out, empty when they could
     */
    record Remains(
            Map<String, Integer> resources,
            Map<String, Integer> finalizers,
            List<String> failures,
            String discoveryFailure) {
        private Remains(String discoveryFailure) {
            this(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), discoveryFailure);
        }

        boolean isNothing() {
            return resources.isEmpty() && failures.isEmpty() && discoveryFailure.isEmpty();
        }

        private void add(ApiResource resource, List<PartialObjectMetadata> objects) {
            if (objects.isEmpty()) {
                return;
            }
            resources.put(resource.plural() + "." + resource.group(), objects.size());
            objects.stream()
                    .map(object -> object.getMetadata().getFinalizers())
                    .flatMap(List::stream)
                    .forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
        }
    }

    /** Deletes all pods, and once they are gone everything else. */
    Remains delete(String namespace) {
        List<ApiResource> resources;
        try {
            resources = client.discover();
        } catch (KubernetesClientException e) {
            return new Remains(Refusals.message(e));
        }
        Predicate<ApiResource> isPods =
                resource -> resource.group().isEmpty() && resource.plural().equals("pods");
        var remains = new Remains("");
        var deletable = resources.stream()
                .filter(resource -> resource.namespaced() && resource.verbs().contains("delete"))
                .toList();
        deletable.stream().filter(isPods).forEach(resource -> delete(resource, namespace, remains));
        if (remains.isNothing()) {
            deletable.stream().filter(isPods.negate()).forEach(resource -> delete(resource, namespace, remains));
        }
        return remains;
    }

    private void delete(ApiResource resource, String namespace, Remains remains) {
        if (!resource.verbs().contains("list")) {
            return;
        }
        try {
            var objects = client.list(resource, namespace);
            if (objects.isEmpty()) {
                return;
            }
            if (resource.verbs().contains("deletecollection")) {
                client.deleteCollection(resource, namespace, IN_BACKGROUND);
            } else {
                objects.forEach(object -> deleteOne(resource, object));
            }
            remains.add(resource, client.list(resource, namespace));
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) { // else the resource itself has just gone, with all its objects
                remains.failures().add(Refusals.message(e));
            }
        }
    }

    private void deleteOne(ApiResource resource, PartialObjectMetadata object) {
        try {
            client.delete(resource, ObjectKey.of(object), IN_BACKGROUND);
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
    }
}
