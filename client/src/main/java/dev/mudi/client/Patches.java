package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Patches objects in one request: the typed client reads an object before it sends a patch for it, which costs a second request, and
 * one that the writer may not be allowed. Thread-safe. Every refusal, that of an object that isn't there too, is a
 * {@link KubernetesClientException}.
 */
public final class Patches {
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    private final Requests requests;

    /** @param client whose connection and credentials are used; stays the caller's */
    public Patches(KubernetesClient client) {
        this.requests = new Requests(client);
    }

    /** The path of an object of a built-in kind. */
    public static String path(HasMetadata object) {
        var version = object.getApiVersion();
        var metadata = object.getMetadata();
        var namespace = metadata.getNamespace() == null ? "" : "/namespaces/" + metadata.getNamespace();
        return (version.contains("/") ? "/apis/" : "/api/") + version + namespace + "/" + object.getPlural() + "/"
                + metadata.getName();
    }

    /** Merges a document into what is at a path (RFC 7396). */
    public void merge(String path, Object patch) {
        send(path, Requests.MERGE_PATCH, Serialization.KUBERNETES.asJson(patch));
    }

    /** Merges a document into what is at a path, lists by their keys. */
    public void strategic(String path, String patch) {
        send(path, STRATEGIC, patch);
    }

    private void send(String path, String type, String patch) {
        requests.send("PATCH", path, WatchedResource.METADATA, type, patch);
    }
}
