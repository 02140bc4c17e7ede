package dev.mudi.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadataList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on objects of any resource by their metadata alone, and finds out which resources there are (client-go's
 * {@code metadata} and {@code discovery}). Thread-safe. Every refusal is a {@link KubernetesClientException}.
 */
public final class MetadataClient {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataClient.class);
    private static final String JSON = WatchedResource.JSON;

    private final Requests requests;

    /** @param client whose connection and credentials are used; stays the caller's */
    public MetadataClient(KubernetesClient client) {
        this.requests = new Requests(client);
    }

    /**
     * All resources in their groups' preferred versions, without subresources. A group that can't be asked (its
     * aggregated server is down) is missing from the answer, and logged.
     */
    public List<ApiResource> discover() {
        Map<String, ApiResource> found = new LinkedHashMap<>();
        add(found, "/api/v1", "", "v1");
        var groups = read(send("GET", "/apis", JSON, JSON, ""), APIGroupList.class);
        for (var group : groups.getGroups()) {
            var versions = new ArrayList<String>();
            versions.add(group.getPreferredVersion().getVersion());
            group.getVersions().forEach(version -> versions.add(version.getVersion()));
            for (var version : versions) {
                try {
                    add(found, "/apis/" + group.getName() + "/" + version, group.getName(), version);
                } catch (KubernetesClientException e) {
                    LOG.atWarn()
                            .addKeyValue("group", group.getName())
                            .log("version {} of the group can't be discovered: {}", version, Refusals.message(e));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private void add(Map<String, ApiResource> found, String path, String group, String version) {
        for (var resource :
                read(send("GET", path, JSON, JSON, ""), APIResourceList.class).getResources()) {
            if (!resource.getName().contains("/")) {
                found.putIfAbsent(
                        group + "/" + resource.getName(), // the preferred version comes first
                        new ApiResource(
                                group,
                                version,
                                resource.getName(),
                                resource.getKind(),
                                Boolean.TRUE.equals(resource.getNamespaced()),
                                Set.copyOf(resource.getVerbs())));
            }
        }
    }

    /** The object's metadata; empty when it isn't there. */
    public Optional<PartialObjectMetadata> get(ApiResource resource, ObjectKey key) {
        try {
            var body = send("GET", resource.path(key), WatchedResource.METADATA, JSON, "");
            return Optional.of(read(body, PartialObjectMetadata.class));
        } catch (KubernetesClientException e) {
            if (Refusals.isNotFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The metadata of all objects of a namespace; of all namespaces when it is empty. */
    public List<PartialObjectMetadata> list(ApiResource resource, String namespace) {
        var body = send("GET", resource.path(namespace), WatchedResource.METADATA_LIST, JSON, "");
        return read(body, PartialObjectMetadataList.class).getItems();
    }

    /** Deletes one object. */
    public void delete(ApiResource resource, ObjectKey key, DeleteOptions options) {
        send("DELETE", resource.path(key), JSON, JSON, Serialization.KUBERNETES.asJson(options));
    }

    /** Deletes all objects of a namespace. */
    public void deleteCollection(ApiResource resource, String namespace, DeleteOptions options) {
        send("DELETE", resource.path(namespace), JSON, JSON, Serialization.KUBERNETES.asJson(options));
    }

    /** Merges a document into an object. */
    public void patch(ApiResource resource, ObjectKey key, Object patch) {
        send(
                "PATCH",
                resource.path(key),
                WatchedResource.METADATA,
                Requests.MERGE_PATCH,
                Serialization.KUBERNETES.asJson(patch));
    }

    private byte[] send(String method, String path, String accept, String contentType, String body) {
        return requests.send(method, path, accept, contentType, body);
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            return Serialization.MAPPER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException(
                    "the answer is not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory can't fail", e);
        }
    }
}
