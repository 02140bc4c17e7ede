package dev.mudi.apiserver.authorization;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.WriteCheck;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
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
                "resourceclaims." + GROUP, new Check(AdminAccessCheck::claimed),
                "resourceclaimtemplates." + GROUP, new Check(AdminAccessCheck::templated));
    }

    /** Where an object asks for such devices, or gives them. */
    private final class Check implements WriteCheck {
        private final BiFunction<ObjectValue, Optional<ObjectValue>, Optional<FieldPath>> wanted;

        private Check(BiFunction<ObjectValue, Optional<ObjectValue>, Optional<FieldPath>> wanted) {
            this.wanted = wanted;
        }

        @Override
        public void check(RequestContext context, ObjectValue next, Optional<ObjectValue> current) {
            // Who writes does not matter.
        }

        @Override
        public void validate(ObjectValue next, Optional<ObjectValue> current, FieldErrors errors) {
            wanted.apply(next, current)
                    .filter(place -> !isLabelled(next.object("metadata").string("namespace")))
                    .ifPresent(place -> errors.forbidden(
                            place.child("adminAccess"),
                            "admin access to devices requires the `" + LABEL
                                    + ": true` label on the containing namespace"));
        }
    }

    private static Optional<FieldPath> claimed(ObjectValue claim, Optional<ObjectValue> current) {
        if (current.isEmpty()) {
            return at(REQUESTS, requested(claim.object("spec")));
        }
        return granted(current.get()).isPresent() ? Optional.empty() : at(RESULTS, granted(claim));
    }

    private static Optional<FieldPath> templated(ObjectValue template, Optional<ObjectValue> current) {
        return current.isPresent()
                ? Optional.empty()
                : at(REQUESTS, requested(template.object("spec").object("spec")));
    }

    private static Optional<FieldPath> at(FieldPath items, OptionalInt index) {
        return index.isPresent() ? Optional.of(items.index(index.getAsInt())) : Optional.empty();
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

    private boolean isLabelled(String namespace) {
        return objects.get("", "namespaces", "", namespace)
                .filter(found ->
                        found.object("metadata").object("labels").string(LABEL).equals("true"))
                .isPresent();
    }
}
