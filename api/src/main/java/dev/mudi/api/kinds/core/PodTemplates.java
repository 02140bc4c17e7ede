package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.tree.ObjectValue;

/** What all kinds that hold a template of pods do with it. Stateless. */
public final class PodTemplates {
    private PodTemplates() {}

    /** Lets the objects of a kind drop from their template what belongs to features that are off. */
    public static KindStrategy.Builder heldAt(KindStrategy.Builder kind, String... path) {
        return kind.creating(object -> withoutDisabled(object, ObjectValue.EMPTY, path))
                .updating((next, current) -> withoutDisabled(next, current, path));
    }

    private static ObjectValue withoutDisabled(ObjectValue object, ObjectValue before, String... path) {
        var spec = specAt(object, path);
        var kept = PodFeatures.dropDisabled(spec, specAt(before, path));
        if (kept == spec) {
            return object;
        }
        var to = new String[path.length + 1];
        System.arraycopy(path, 0, to, 0, path.length);
        to[path.length] = "spec";
        return object.withAt(kept, to);
    }

    private static ObjectValue specAt(ObjectValue object, String... path) {
        var template = object;
        for (var step : path) {
            template = template.object(step);
        }
        return template.object("spec");
    }
}
