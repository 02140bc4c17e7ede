package dev.mudi.api.apply;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.StringValue;
import java.util.Comparator;

/**
 * Who owns fields: a manager, in one way of writing.
 *
 * @param name of the manager
 * @param applies whether it applies; otherwise it updates
 * @param apiVersion in which it updates; empty for one that applies, which is one whatever version it applies in
 * @param subresource through which it writes, empty for the object itself
 */
record Owner(String name, boolean applies, String apiVersion, String subresource) implements Comparable<Owner> {
    private static final Comparator<Owner> ORDER = Comparator.comparing(Owner::name)
            .thenComparing(Owner::operation)
            .thenComparing(Owner::apiVersion)
            .thenComparing(Owner::subresource);

    static Owner applier(String name, String subresource) {
        return new Owner(name, true, "", subresource);
    }

    static Owner updater(String name, String apiVersion, String subresource) {
        return new Owner(name, false, apiVersion, subresource);
    }

    String operation() {
        return applies ? "Apply" : "Update";
    }

    /** As conflicts name it. */
    String shown() {
        var text = FieldErrors.shown(new StringValue(name));
        if (!subresource.isEmpty()) {
            text += " with subresource " + FieldErrors.shown(new StringValue(subresource));
        }
        return applies ? text : text + " using " + apiVersion;
    }

    @Override
    public int compareTo(Owner other) {
        return ORDER.compare(this, other);
    }
}
