package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** The one address of a pod and the list of them, which follow each other (KEP-563). Stateless. */
final class PodAddresses {
    private PodAddresses() {}

    /** A status in which both say the same; the one address counts where they differ. */
    static ObjectValue together(ObjectValue status) {
        var one = status.string("podIP");
        var first = status.array("podIPs").objects().findFirst().map(address -> address.string("ip"));
        if (one.isEmpty()) {
            return first.isPresent() && !first.get().isEmpty() ? status.with("podIP", Value.of(first.get())) : status;
        }
        return first.filter(one::equals).isPresent()
                ? status
                : status.with("podIPs", ArrayValue.of(ObjectValue.of("ip", Value.of(one))));
    }
}
