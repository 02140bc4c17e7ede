package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What an informer lists and watches: a resource and how its objects are read.
 *
 * @param type the model that an object becomes
 * @param group empty for the core group
 * @param accept the media type asked for one object, which may ask for metadata alone
 */
record WatchedResource<T extends HasMetadata>(
        Class<T> type, String group, String version, String plural, boolean namespaced, String accept) {
    static final String JSON = "application/json";
    static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    static final String METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    static <T extends HasMetadata> WatchedResource<T> of(Class<T> type) {
        return new WatchedResource<>(
                type,
                HasMetadata.getGroup(type),
                HasMetadata.getVersion(type),
                HasMetadata.getPlural(type),
                Namespaced.class.isAssignableFrom(type),
                JSON);
    }

    /** The media type asked for a list: an API server refuses the form of one object. */
    String acceptList() {
        return accept.equals(METADATA) ? METADATA_LIST : accept;
    }

    /** The path and query that lists the selection; further parameters may be appended with {@code &}. */
    String target(Selection selection) {
        var path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/" + group + "/").append(version);
        if (namespaced && !selection.namespace().isEmpty()) {
            path.append("/namespaces/").append(selection.namespace());
        }
        path.append('/').append(plural).append('?');
        parameter(path, "labelSelector", selection.labelSelector());
        parameter(path, "fieldSelector", selection.fieldSelector());
        return path.toString();
    }

    private static void parameter(StringBuilder path, String name, String value) {
        if (!value.isEmpty()) {
            path.append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                    .append('&');
        }
    }

    /** {@code deployments.apps}, as kubectl names a resource. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
