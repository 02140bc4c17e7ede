package dev.mudi.apiserver.authorization;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.WriteCheck;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Devices that others use may be asked for, as an administrator does, only in namespaces that are labelled for it (KEP-5018). Safe
 * for several threads.
 */
public final class AdminAccessCheck {
    private static final String GROUP = "resource.k8s.io";
    private static final String LABEL = "resource.kubernetes.io/admin-access";
    private static final FieldPath REQUESTS = FieldPath.of("spec", "devices", "requests");
    private static final FieldPath RESULTS = FieldPath.of("status", "allocation", "devices", "results");

    private final ObjectSource objects;

    /** Looks for namespaces here. */
    public AdminAccessCheck(ObjectSource objects) {
        this.objects = objects;
    }

    /** The checks by {@code resource.group}. */
    public Map<String, WriteCheck> checks() {
        return Map.of(
                "resourceclaims." + GROUP, (context, next, current) -> claim(next, current),
                "resourceclaimtemplates." + GROUP, (context, next, current) -> template(next, current));
    }

    private void claim(ObjectValue claim, Optional<ObjectValue> current) {
        if (current.isEmpty()) {
            requested(claim.object("spec")).ifPresent(index -> require(claim, REQUESTS.index(index)));
        } else if (granted(current.get()).isEmpty()) {
            granted(claim).ifPresent(index -> require(claim, RESULTS.index(index)));
        }
    }

    private void template(ObjectValue template, Optional<ObjectValue> current) {
        if (current.isEmpty()) {
            requested(template.object("spec").object("spec"))
                    .ifPresent(index -> require(template, REQUESTS.index(index)));
        }
    }

    private static OptionalInt requested(ObjectValue spec) {
        return first(spec.object("devices").array("requests"), request -> request.object("exactly"));
    }

    private static OptionalInt granted(ObjectValue claim) {
        var allocation = claim.object("status").object("allocation");
        return first(allocation.object("devices").array("results"), result -> result);
    }

    private static OptionalInt first(ArrayValue items, Function<ObjectValue, ObjectValue> holder) {
        return IntStream.range(0, items.size())
                .filter(i -> holder.apply(items.object(i)).bool("adminAccess"))
                .findFirst();
    }

    private void require(ObjectValue object, FieldPath place) {
        var metadata = object.object("metadata");
        var labels = objects.get("", "namespaces", "", metadata.string("namespace"))
                .map(namespace -> namespace.object("metadata").object("labels"));
        if (labels.filter(given -> given.string(LABEL).equals("true")).isEmpty()) {
            var errors = new FieldErrors();
            errors.forbidden(
                    place.child("adminAccess"),
                    "admin access to devices requires the `" + LABEL + ": true` label on the containing namespace");
            throw StatusException.invalid(GROUP, object.string("kind"), metadata.string("name"), errors.list());
        }
    }
}
