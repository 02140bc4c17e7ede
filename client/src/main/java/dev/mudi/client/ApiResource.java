package dev.mudi.client;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Set;

/**
 * A resource that the API server says it serves.
 *
 * @param group empty for the core group
 * @param plural as in paths, such as {@code pods}
 * @param verbs in lower case, such as {@code deletecollection}
 */
public record ApiResource(
        String group, String version, String plural, String kind, boolean namespaced, Set<String> verbs) {
    /** The group and version as objects carry it: {@code apps/v1}, {@code v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Whether all its objects can be kept in an informer. */
    public boolean isWatchable() {
        return verbs.contains("list") && verbs.contains("watch");
    }

    /** The same for fabric8's generic operations. */
    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withPlural(plural)
                .withKind(kind)
                .withNamespaced(namespaced)
                .build();
    }

    /** The path of all its objects, or of those of a namespace. */
    public String path(String namespace) {
        var root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return root + (namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "") + "/" + plural;
    }

    /** The path of one object. */
    public String path(ObjectKey key) {
        return path(key.namespace()) + "/" + key.name();
    }

    /** {@code deployments.apps}, as kubectl names a resource. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
