package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rules for the status of a claim of storage (Kubernetes reference, PersistentVolumeClaimStatus; KEP-1790). Stateless. */
final class ClaimStatusValidation {
    private static final List<String> RESIZES = List.of(
            "ControllerResizeInProgress",
            "ControllerResizeInfeasible",
            "NodeResizeInProgress",
            "NodeResizeInfeasible",
            "NodeResizePending");

    private ClaimStatusValidation() {}

    static void validate(At status) {
        for (var name : names(status.at("capacity"))) {
            amount(status.at("capacity").entry(name));
        }
        var states = status.at("allocatedResourceStatuses");
        for (var name : names(states)) {
            key(states, name);
            if (!RESIZES.contains(states.entry(name).text())) {
                states.holding(Value.of(name)).notSupported(RESIZES);
            }
        }
        var allocated = status.at("allocatedResources");
        for (var name : names(allocated)) {
            if (key(allocated, name) && amount(allocated.entry(name))) {
                ResourceValidation.value(allocated.entry(name), "storage");
            }
        }
    }

    private static Set<String> names(At map) {
        return new TreeSet<>(map.object().names());
    }

    private static boolean amount(At quantity) {
        var amount = Amount.orZero(quantity.value());
        if (amount.signum() < 0) {
            quantity.invalid(Value.of(amount.longValue()), "must be a valid resource quantity");
            return false;
        }
        return true;
    }

    private static boolean key(At map, String name) {
        var complaints = Syntax.QUALIFIED_NAME.complaints(name);
        complaints.forEach(complaint -> map.invalid(name, complaint));
        if (complaints.isEmpty() && ResourceValidation.isNative(name) && !name.equals("storage")) {
            map.holding(Value.of(name)).notSupported(List.of("storage"));
            return false;
        }
        return complaints.isEmpty();
    }
}
