package dev.mudi.api.apply;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import java.util.Map;

/**
 * Translates who owns the replicas of an object into who owns those of its scale, and back.
 *
 * @param apiVersion in which writes through the scale are written down
 * @param paths where the replicas are, dotted, by apiVersion of the object
 */
public record ScaleFields(String apiVersion, Map<String, String> paths) {
    private static final String SCALE = "autoscaling/v1";
    private static final FieldSet REPLICAS = FieldSet.of("spec", "replicas");

    /** Copies the map. */
    public ScaleFields {
        paths = Map.copyOf(paths);
    }

    /** The managed fields of the scale; none if those of the object are malformed. */
    public ArrayValue ofScale(ArrayValue managedFields) {
        var scale = new ManagedFields();
        read(managedFields).all().forEach((owner, entry) -> {
            var path = paths.get(entry.apiVersion());
            if (path != null && entry.fields().hasPath(path.split("\\."))) {
                scale.put(owner, new ManagedFields.Entry(SCALE, REPLICAS, entry.time()));
            }
        });
        return scale.list();
    }

    /**
     * The managed fields of the object after its scale was written.
     *
     * @param managedFields those it had
     * @param scaleFields those of the scale that was written
     */
    public ArrayValue ofObject(ArrayValue managedFields, ArrayValue scaleFields) {
        var object = new ManagedFields();
        var scale = read(scaleFields).all();
        var had = read(managedFields);
        had.all().forEach((owner, entry) -> {
            var path = paths.get(entry.apiVersion());
            if (path == null) {
                return;
            }
            boolean owned = entry.fields().hasPath(path.split("\\."));
            boolean keeps = !owned || scale.remove(owner) != null;
            var lost = FieldSet.of(path.split("\\."));
            object.put(owner, keeps ? entry : entry.with(entry.fields().difference(lost)));
        });
        scale.forEach((owner, entry) -> {
            var path = paths.get(apiVersion);
            if (path != null && entry.fields().hasPath("spec", "replicas")) {
                var time = had.get(owner).map(ManagedFields.Entry::time).orElse("");
                object.put(owner, new ManagedFields.Entry(apiVersion, FieldSet.of(path.split("\\.")), time));
            }
        });
        return object.list();
    }

    private static ManagedFields read(ArrayValue list) {
        try {
            return ManagedFields.read(list);
        } catch (MalformedException e) {
            return new ManagedFields();
        }
    }
}
