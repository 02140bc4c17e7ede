package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** Questions to pods. */
final class Pods {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private Pods() {}

    /** Whether a pod stands for one that a node runs from a file. */
    static boolean isMirror(ObjectValue pod) {
        return ObjectMeta.of(pod).annotations().containsKey(MIRROR);
    }

    /** Whether a field of this name stands anywhere in the spec. */
    static boolean references(ObjectValue pod, String field) {
        return has(pod.object("spec"), field);
    }

    private static boolean has(Value value, String field) {
        return switch (value) {
            case ObjectValue object -> {
                boolean found = object.has(field);
                for (int i = 0; i < object.size() && !found; i++) {
                    found = has(object.valueAt(i), field);
                }
                yield found;
            }
            case ArrayValue array -> array.items().stream().anyMatch(item -> has(item, field));
            default -> false;
        };
    }
}
