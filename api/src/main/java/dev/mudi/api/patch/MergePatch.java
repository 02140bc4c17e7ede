package dev.mudi.api.patch;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** JSON merge patch (RFC 7386). Stateless. */
public final class MergePatch {
    private MergePatch() {}

    /**
     * The target with the patch merged into it: null removes a field, an object is merged, anything else replaces.
     *
     * @throws StatusException 400 for a patch that is not an object
     */
    public static ObjectValue apply(ObjectValue target, Value patch) {
        if (patch instanceof ObjectValue object) {
            return merge(target, object);
        }
        throw StatusException.badRequest("Invalid JSON Patch");
    }

    private static ObjectValue merge(ObjectValue target, ObjectValue patch) {
        var merged = target;
        for (int i = 0; i < patch.size(); i++) {
            var name = patch.nameAt(i);
            merged = switch (patch.valueAt(i)) {
                case NullValue ignored -> merged.without(name);
                case ObjectValue object -> merged.with(name, merge(merged.object(name), object));
                default -> merged.with(name, patch.valueAt(i));
            };
        }
        return merged;
    }
}
