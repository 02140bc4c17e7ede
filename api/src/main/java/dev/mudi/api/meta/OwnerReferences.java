package dev.mudi.api.meta;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Semantics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The owners of an object, each named once (apiserver, endpoints/handlers, dedupOwnerReferences). Stateless. */
public final class OwnerReferences {
    private static final String ADVICE =
            "; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ";

    private OwnerReferences() {}

    /**
     * The object with each owner named once.
     *
     * @param admitted whether admission may have changed the object since it was sent
     * @param warnings is told when there was something to drop
     */
    public static ObjectValue deduplicated(ObjectValue object, boolean admitted, Consumer<String> warnings) {
        var owners = object.object("metadata").array("ownerReferences");
        if (owners.size() < 2) {
            return object;
        }
        var kept = new ArrayList<Value>();
        var dropped = new ArrayList<String>();
        for (var owner : owners.objects().toList()) {
            if (kept.stream().anyMatch(other -> Semantics.equal(other, owner))) {
                dropped.add(owner.string("uid"));
            } else {
                kept.add(owner);
            }
        }
        if (dropped.isEmpty()) {
            return object;
        }
        warnings.accept(".metadata.ownerReferences contains duplicate entries"
                + (admitted ? " after mutating admission happens" : "") + ADVICE + String.join(", ", dropped));
        return object.withAt(new ArrayValue(List.copyOf(kept)), "metadata", "ownerReferences");
    }
}
