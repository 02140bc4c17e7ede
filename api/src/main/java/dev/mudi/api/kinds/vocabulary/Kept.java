package dev.mudi.api.kinds.vocabulary;

import dev.mudi.api.tree.ObjectValue;

/** Puts back what an update may not touch. Stateless. */
public final class Kept {
    private Kept() {}

    /** The next object with a field as it is in the current one, there or not. */
    public static ObjectValue field(String name, ObjectValue next, ObjectValue current) {
        return current.get(name).map(value -> next.with(name, value)).orElseGet(() -> next.without(name));
    }

    /** The next object with all metadata as it is in the current one, but for who manages its fields. */
    public static ObjectValue metadata(ObjectValue next, ObjectValue current) {
        return next.with("metadata", field("managedFields", current.object("metadata"), next.object("metadata")));
    }

    /** The next object with the labels of the current one. */
    public static ObjectValue labels(ObjectValue next, ObjectValue current) {
        return next.with("metadata", field("labels", next.object("metadata"), current.object("metadata")));
    }

    /**
     * The next object with that metadata put back that a status update may not touch: labels, annotations, owners,
     * finalizers and the time of deletion (apimachinery, ResetObjectMetaForStatus).
     */
    public static ObjectValue metadataForStatus(ObjectValue next, ObjectValue current) {
        var meta = next.object("metadata");
        var before = current.object("metadata");
        for (var name : new String[] {
            "labels", "annotations", "ownerReferences", "finalizers", "generation", "deletionTimestamp"
        }) {
            meta = field(name, meta, before);
        }
        return next.with("metadata", meta);
    }
}
