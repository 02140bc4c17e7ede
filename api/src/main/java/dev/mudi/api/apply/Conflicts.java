package dev.mudi.api.apply;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The fields that others own and an apply would change, by owner. Mutable, for one thread. */
final class Conflicts {
    private final TreeMap<Owner, FieldSet> byOwner = new TreeMap<>();

    void add(Owner owner, FieldSet fields) {
        if (!fields.isEmpty()) {
            byOwner.put(owner, fields);
        }
    }

    boolean isEmpty() {
        return byOwner.isEmpty();
    }

    Map<Owner, FieldSet> byOwner() {
        return byOwner;
    }

    /** The conflicts about other fields than these. */
    Conflicts without(FieldSet allowed) {
        var left = new Conflicts();
        byOwner.forEach((owner, fields) -> left.add(owner, fields.difference(allowed)));
        return left;
    }

    /** The refusal: 409, a cause for each field. */
    StatusException refusal() {
        var causes = new ArrayList<Status.Cause>();
        var lines = new ArrayList<String>();
        byOwner.forEach((owner, fields) -> {
            lines.add("conflicts with " + owner.shown() + ":");
            fields.forEach(path -> {
                var place = path.stream().map(PathElement::toString).collect(Collectors.joining());
                causes.add(new Status.Cause("FieldManagerConflict", "conflict with " + owner.shown(), place));
                lines.add("- " + place);
            });
        });
        var message = causes.size() == 1
                ? "Apply failed with 1 conflict: " + causes.getFirst().message() + ": "
                        + causes.getFirst().field()
                : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
        var details = Status.Details.NONE.with(List.copyOf(causes));
        return new StatusException(new Status(Reason.CONFLICT.code(), Reason.CONFLICT, message, details));
    }
}
