package dev.mudi.api.meta;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view of an object's metadata. What is not there reads as the empty text, 0, or an empty list or map.
 *
 * @param tree the value of the field {@code metadata}
 */
public record ObjectMeta(ObjectValue tree) {
    private static final List<String> SYSTEM_FIELDS =
            List.of("creationTimestamp", "uid", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink");

    /** The metadata of an object; empty if it has none. */
    public static ObjectMeta of(ObjectValue object) {
        return new ObjectMeta(object.object("metadata"));
    }

    /** An object about to be created without what the system alone writes into its metadata, whatever was sent (apiserver, registry/rest). */
    public static ObjectValue withoutSystemFields(ObjectValue object) {
        var metadata = object.object("metadata");
        var kept = metadata;
        for (var field : SYSTEM_FIELDS) {
            kept = kept.has(field) ? kept.without(field) : kept;
        }
        return kept == metadata ? object : object.with("metadata", kept);
    }

    /**
     * Whom an object belongs to.
     *
     * @param apiVersion group and version of the owner
     * @param kind of the owner
     * @param name of the owner
     * @param uid of the owner
     * @param controller whether the owner manages the object
     * @param blockOwnerDeletion whether a foreground deletion of the owner waits for the object
     */
    public record OwnerReference(
            String apiVersion, String kind, String name, String uid, boolean controller, boolean blockOwnerDeletion) {

        static OwnerReference of(ObjectValue tree) {
            return new OwnerReference(
                    tree.string("apiVersion"),
                    tree.string("kind"),
                    tree.string("name"),
                    tree.string("uid"),
                    tree.bool("controller"),
                    tree.bool("blockOwnerDeletion"));
        }
    }

    /** The name. */
    public String name() {
        return tree.string("name");
    }

    /** The prefix of a name that is to be generated. */
    public String generateName() {
        return tree.string("generateName");
    }

    /** The namespace. */
    public String namespace() {
        return tree.string("namespace");
    }

    /** The uid. */
    public String uid() {
        return tree.string("uid");
    }

    /** The revision at which the object was written. */
    public String resourceVersion() {
        return tree.string("resourceVersion");
    }

    /** How often the spec changed. */
    public long generation() {
        return tree.integer("generation", 0);
    }

    /** When the object was created, RFC 3339. */
    public String creationTimestamp() {
        return tree.string("creationTimestamp");
    }

    /** When the object is to be gone, RFC 3339; empty if it is not being deleted. */
    public String deletionTimestamp() {
        return tree.string("deletionTimestamp");
    }

    /** Whether the object is being deleted. */
    public boolean isBeingDeleted() {
        return !deletionTimestamp().isEmpty();
    }

    /** The seconds that the deletion waits, if it is being deleted. */
    public Optional<Long> deletionGracePeriodSeconds() {
        return tree.has("deletionGracePeriodSeconds")
                ? Optional.of(tree.integer("deletionGracePeriodSeconds", 0))
                : Optional.empty();
    }

    /** The labels in order. */
    public Map<String, String> labels() {
        return tree.object("labels").strings();
    }

    /** The annotations in order. */
    public Map<String, String> annotations() {
        return tree.object("annotations").strings();
    }

    /** What has to be done before the object goes. */
    public List<String> finalizers() {
        return tree.array("finalizers").strings().toList();
    }

    /** The owners in order. */
    public List<OwnerReference> ownerReferences() {
        return tree.array("ownerReferences").objects().map(OwnerReference::of).toList();
    }

    /** The owner that manages the object. */
    public Optional<OwnerReference> controller() {
        return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
    }

    /** Who owns which fields. */
    public ArrayValue managedFields() {
        return tree.array("managedFields");
    }
}
