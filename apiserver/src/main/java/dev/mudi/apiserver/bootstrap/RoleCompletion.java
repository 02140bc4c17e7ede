package dev.mudi.apiserver.bootstrap;

import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/**
 * Puts back what a default role or binding lacks, and leaves what it has more (Kubernetes reference, "Using RBAC Authorization",
 * Auto-reconciliation). Pure.
 */
final class RoleCompletion {
    private static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private RoleCompletion() {}

    /** The object completed; empty if it lacks nothing or is marked to be left alone. */
    static Optional<ObjectValue> complete(ObjectValue found, ObjectValue wanted) {
        var annotations = found.object("metadata").object("annotations");
        if (annotations.string(AUTOUPDATE).equals("false")) {
            return Optional.empty();
        }
        var next = found.with("metadata", metadata(found.object("metadata"), wanted.object("metadata")));
        if (wanted.has("aggregationRule")) {
            next = next.with("aggregationRule", wanted.object("aggregationRule"));
        } else {
            next = list(next, wanted, "rules");
        }
        next = list(next, wanted, "subjects");
        return next.equals(found) ? Optional.empty() : Optional.of(next);
    }

    private static ObjectValue list(ObjectValue found, ObjectValue wanted, String name) {
        var items = found.array(name);
        for (var item : wanted.array(name)) {
            if (!items.items().contains(item)) {
                items = items.plus(item);
            }
        }
        return items.equals(found.array(name)) ? found : found.with(name, items);
    }

    private static ObjectValue metadata(ObjectValue found, ObjectValue wanted) {
        return map(map(found, wanted, "labels"), wanted, "annotations");
    }

    private static ObjectValue map(ObjectValue found, ObjectValue wanted, String name) {
        var merged = found.object(name);
        for (var entry : wanted.object(name).strings().entrySet()) {
            merged = merged.with(entry.getKey(), entry.getValue());
        }
        return merged.equals(found.object(name)) ? found : found.with(name, merged);
    }
}
