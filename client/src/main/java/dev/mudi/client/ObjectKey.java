package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/**
 * Names an object among those of its resource.
 *
 * @param namespace empty for a cluster-scoped object
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    public static ObjectKey of(HasMetadata object) {
        var metadata = object.getMetadata();
        return new ObjectKey(metadata.getNamespace() == null ? "" : metadata.getNamespace(), metadata.getName());
    }

    /** The key of a cluster-scoped object. */
    public static ObjectKey clusterScoped(String name) {
        return new ObjectKey("", name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code namespace/name}, or {@code name} alone when cluster-scoped, as client-go writes keys. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
