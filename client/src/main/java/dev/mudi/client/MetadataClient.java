package dev.mudi.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadataList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on objects of any resource by their metadata alone, and finds out which resources there are (client-go's
 * {@code metadata} and {@code discovery}). Thread-safe. Every refusal is a {@link KubernetesClientException}.
 */
public final class MetadataClient {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataClient.class);
    private static final String JSON = WatchedResource.JSON;
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final KubernetesClient client;
    private final String server;

    /** @param client whose connection and credentials are used; stays the caller's */
    public MetadataClient(KubernetesClient client) {
        this.client = client;
        this.server = ApiStreams.server(client);
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
                MERGE_PATCH,
                Serialization.KUBERNETES.asJson(patch));
    }

    private byte[] send(String method, String path, String accept, String contentType, String body) {
        var http = client.getHttpClient();
        HttpRequest.Builder request =
                http.newHttpRequestBuilder().uri(server + path).header("Accept", accept);
        if (body.isEmpty()) {
            request.method(method, null, null);
        } else {
            request.method(method, contentType, body);
        }
        try {
            var response = http.sendAsync(request.build(), byte[].class).get();
            if (!response.isSuccessful()) {
                throw refused(method + " " + path, response.code(), response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted during " + method + " " + path, e);
        } catch (ExecutionException e) {
            throw new KubernetesClientException(method + " " + path + " failed: " + e.getCause(), e.getCause());
        }
    }

    private static KubernetesClientException refused(String what, int code, byte[] body) {
        Status status;
        try {
            status = Serialization.MAPPER.readValue(body, Status.class);
        } catch (IOException e) {
            return new KubernetesClientException(what + " answered " + code + " without a Status", code, new Status());
        }
        return new KubernetesClientException(
                what + " answered " + code + ": " + status.getMessage(),
                code == 0 ? HttpURLConnection.HTTP_INTERNAL_ERROR : code,
                status);
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
