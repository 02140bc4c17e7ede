package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.List;

/** Rules for persistent volume claims and templates of them (Kubernetes reference, PersistentVolumeClaim). Stateless. */
public final class ClaimValidation {
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

    private ClaimValidation() {}

    /** Checks the spec of a claim. */
    public static void spec(At spec) {
        spec(spec, false);
    }

    private static void spec(At spec, boolean anyGroup) {
        if (spec.at("accessModes").isEmpty()) {
            spec.at("accessModes").required("at least 1 access mode is required");
        }
        Selectors.validate(spec.at("selector"));
        accessModes(spec.at("accessModes"));
        var storage = spec.at("resources", "requests").entry("storage");
        var shown = storage.shownAt(spec.at("resources").path().key("storage"));
        if (!storage.isSet()) {
            shown.required();
        } else if (Amount.orZero(storage.value()).signum() <= 0) {
            shown.invalid(ResourceValidation.text(storage), "must be greater than zero");
        }
        if (!spec.at("storageClassName").isEmpty()) {
            spec.at("storageClassName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        if (spec.at("volumeMode").isSet()) {
            spec.at("volumeMode").mustBeOneOf("Block", "Filesystem");
        }
        source(spec.at("dataSource"), anyGroup);
        source(spec.at("dataSourceRef"), anyGroup);
        var reference = spec.at("dataSourceRef");
        if (!reference.at("namespace").isEmpty()) {
            reference.at("namespace").mustBe(Syntax.DNS_LABEL);
            if (spec.at("dataSource").isSet()) {
                spec.invalid(ObjectValue.EMPTY, "may not be specified when dataSourceRef.namespace is specified");
            }
        } else if (spec.at("dataSource").isSet()
                && reference.isSet()
                && !Semantics.equal(
                        spec.at("dataSource").value(), reference.object().without("namespace"))) {
            spec.invalid(ObjectValue.EMPTY, "must match dataSourceRef");
        }
        if (!spec.at("volumeAttributesClassName").isEmpty()) {
            spec.at("volumeAttributesClassName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    static void accessModes(At modes) {
        boolean single = false;
        boolean shared = false;
        for (var mode : modes.items()) {
            boolean known = mode.shownAt(modes.path()).mustBeOneOf(ACCESS_MODES);
            single |= mode.is("ReadWriteOncePod");
            shared |= known && !mode.is("ReadWriteOncePod");
        }
        if (single && shared) {
            modes.forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void source(At source, boolean anyGroup) {
        if (!source.isSet()) {
            return;
        }
        source.at("name").mustBeGiven();
        source.at("kind").mustBeGiven();
        var group = source.at("apiGroup");
        if (group.isEmpty()) {
            if (!source.at("kind").is("PersistentVolumeClaim")) {
                source.invalid(
                        source.at("kind").text(),
                        "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
            }
        } else if (!anyGroup) {
            group.mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    static void update(At claim, At before) {
        boolean hadGroup = List.of("dataSource", "dataSourceRef").stream()
                .anyMatch(source -> before.at("spec", source, "apiGroup").isSet());
        spec(claim.at("spec"), hadGroup);
        var was = before.at("spec").object();
        var kept = claim.at("spec").object();
        if (was.string("volumeName").isEmpty()) {
            was = Kept.field("volumeName", was, kept);
        }
        if (!was.has("storageClassName")) {
            kept = Kept.field("storageClassName", kept, was);
        }
        if (claim.at("status", "phase").is("Bound")) {
            var size = was.at("resources", "requests", "storage");
            kept = size.isPresent() ? kept.withAt(size.get(), "resources", "requests", "storage") : kept;
            kept = Kept.field("volumeAttributesClassName", kept, was);
        }
        if (!Semantics.equal(kept, was)) {
            claim.at("spec")
                    .forbidden(
                            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                                    + InternalForm.difference(was, kept, "core.v1.PersistentVolumeClaimSpec"));
        }
        var size = claim.at("spec", "resources", "requests", "storage");
        var now = Amount.orZero(size.value());
        if (now.compareTo(Amount.orZero(before.at("spec", "resources", "requests", "storage")
                                .value()))
                        < 0
                && now.compareTo(Amount.orZero(
                                before.at("status", "capacity", "storage").value()))
                        <= 0) {
            size.forbidden("field can not be less than status.capacity");
        }
        var mode = claim.at("spec", "volumeMode").shownAt(claim.at("volumeMode").path());
        mode.mustNotHaveChanged(before.at("spec", "volumeMode"));
    }
}
