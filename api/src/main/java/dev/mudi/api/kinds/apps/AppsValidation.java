package dev.mudi.api.kinds.apps;

import dev.mudi.api.kinds.core.ClaimValidation;
import dev.mudi.api.kinds.core.PodValidation;
import dev.mudi.api.kinds.core.WorkloadValidation;
import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Percentages;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.function.Function;

/** Rules for deployments, replica sets, daemon sets, stateful sets and controller revisions (Kubernetes reference). Stateless. */
final class AppsValidation {
    private static final String ROLLING = "RollingUpdate";
    private static final List<String> MUTABLE = List.of(
            "replicas",
            "template",
            "updateStrategy",
            "minReadySeconds",
            "ordinals",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy");

    private static final Value ZERO = Value.of(0);

    private AppsValidation() {}

    static void deployment(At deployment) {
        var spec = deployment.at("spec");
        spec.at("replicas").mustNotBeNegative();
        selectorAndTemplate(spec, "deployment", "invalid label selector");
        deploymentStrategy(spec.at("strategy"));
        spec.at("minReadySeconds").mustNotBeNegative();
        spec.at("revisionHistoryLimit").mustNotBeNegative();
        var deadline = spec.at("progressDeadlineSeconds");
        if (deadline.isSet()) {
            deadline.mustNotBeNegative();
            if (deadline.number() <= spec.at("minReadySeconds").number()) {
                deadline.invalidNumber("must be greater than minReadySeconds");
            }
        }
    }

    static void replicaSet(At set) {
        var spec = set.at("spec");
        spec.at("replicas").mustNotBeNegative();
        spec.at("minReadySeconds").mustNotBeNegative();
        selectorAndTemplate(spec, "deployment", "invalid label selector");
    }

    static void sameSelector(At set, At before) {
        InternalForm.selector(set.at("spec", "selector")).mustNotHaveChanged(before.at("spec", "selector"));
    }

    private static void selectorAndTemplate(At spec, String kind, String complaint) {
        var selector = spec.at("selector");
        selector(selector, kind);
        if (Selectors.isValid(selector)) {
            var template = spec.at("template");
            WorkloadValidation.selects(selector, template);
            PodValidation.template(template);
            WorkloadValidation.alwaysRestarts(template, "ReplicaSet");
        } else {
            selector.invalid(Selectors.shown(selector), complaint);
        }
    }

    /** Without a selector nothing is selected, not everything. */
    private static void selector(At selector, String kind) {
        if (!selector.isSet()) {
            selector.required();
            return;
        }
        Selectors.validate(selector);
        if (Selectors.isEmpty(selector.object())) {
            selector.invalid(Selectors.shown(selector), "empty selector is invalid for " + kind);
        }
    }

    private static void deploymentStrategy(At strategy) {
        var update = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "Recreate" -> update.mustNotBeSet("may not be specified when strategy `type` is 'Recreate'");
            case ROLLING -> {
                if (!update.isSet()) {
                    update.required("this should be defaulted and never be nil");
                } else {
                    var unavailable = update.at("maxUnavailable");
                    Percentages.validate(unavailable);
                    Percentages.validate(update.at("maxSurge"));
                    if (Percentages.amount(unavailable) == 0 && Percentages.amount(update.at("maxSurge")) == 0) {
                        unavailable.invalid("may not be 0 when `maxSurge` is 0");
                    }
                    Percentages.mustBeAtMostAll(unavailable);
                }
            }
            default -> shown(strategy, AppsValidation::replacing).notSupported(List.of("Recreate", ROLLING));
        }
    }

    /** A strategy of an unknown type as upstream shows it, in its internal form. */
    private static At shown(At strategy, Function<At, Value> rolling) {
        var update = strategy.at("rollingUpdate");
        return strategy.holding(ObjectValue.builder()
                .put("Type", strategy.at("type").text())
                .put("RollingUpdate", update.isSet() ? rolling.apply(update) : NullValue.NULL)
                .build());
    }

    private static Value replacing(At update) {
        var shown = ObjectValue.builder();
        for (var field : List.of("maxUnavailable", "maxSurge")) {
            var amount = update.at(field);
            shown.put(
                    Character.toUpperCase(field.charAt(0)) + field.substring(1),
                    amount.isSet() ? amount.value() : ZERO);
        }
        return shown.build();
    }

    private static Value partitioned(At update) {
        return ObjectValue.builder()
                .put("Partition", update.at("partition").number())
                .put("MaxUnavailable", update.at("maxUnavailable").value())
                .build();
    }

    static void daemonSet(At set) {
        var spec = set.at("spec");
        var selector = spec.at("selector");
        var template = spec.at("template");
        Selectors.validate(selector);
        var labels = template.at("metadata", "labels");
        boolean matches = selector.isSet() && Selectors.matches(selector.object(), labels.object());
        if (Selectors.isValid(selector) && !matches) {
            labels.invalid(Semantics.sorted(labels.value()), "`selector` does not match template `labels`");
        }
        if (selector.isSet() && Selectors.isEmpty(selector.object())) {
            selector.invalid(Selectors.shown(selector), "empty selector is invalid for daemonset");
        }
        PodValidation.template(template);
        WorkloadValidation.alwaysRestarts(template, "DaemonSet");
        spec.at("minReadySeconds").mustNotBeNegative();
        daemonStrategy(spec.at("updateStrategy"));
        spec.at("revisionHistoryLimit").mustNotBeNegative();
    }

    private static void daemonStrategy(At strategy) {
        var update = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "OnDelete" -> {}
            case ROLLING -> {
                if (!update.isSet()) {
                    update.required();
                    return;
                }
                var unavailable = update.at("maxUnavailable");
                var surge = update.at("maxSurge");
                Percentages.validate(unavailable);
                Percentages.validate(surge);
                Percentages.mustBeAtMostAll(unavailable);
                Percentages.mustBeAtMostAll(surge);
                boolean some = Percentages.amount(unavailable) != 0;
                boolean more = Percentages.amount(surge) != 0;
                if (some && more) {
                    surge.invalid("may not be set when maxUnavailable is non-zero");
                } else if (!some && !more) {
                    unavailable.required("cannot be 0 when maxSurge is 0");
                }
            }
            default -> shown(strategy, AppsValidation::replacing).notSupported(List.of(ROLLING, "OnDelete"));
        }
    }

    static void statefulSet(At set) {
        statefulSetSpec(set.at("spec"), true);
    }

    private static void statefulSetSpec(At spec, boolean creating) {
        var policy = spec.at("podManagementPolicy");
        if (policy.mustBeGiven() && !policy.is("OrderedReady") && !policy.is("Parallel")) {
            policy.invalid("must be 'OrderedReady' or 'Parallel'");
        }
        statefulSetStrategy(spec.at("updateStrategy"));
        var retention = spec.at("persistentVolumeClaimRetentionPolicy");
        for (var when : List.of("whenDeleted", "whenScaled")) {
            if (retention.isSet()) {
                retention.at(when).mustBeOneOf("Retain", "Delete");
            }
        }
        if (creating) {
            spec.at("volumeClaimTemplates").items().forEach(claim -> ClaimValidation.spec(claim.at("spec")));
        }
        spec.at("replicas").mustNotBeNegative();
        spec.at("minReadySeconds").mustNotBeNegative();
        spec.at("ordinals", "start")
                .shownAt(spec.path().child("ordinals.start"))
                .mustNotBeNegative();
        if (creating && !spec.at("serviceName").isEmpty()) {
            spec.at("serviceName").mustBe(Syntax.DNS_LABEL);
        }
        var selector = spec.at("selector");
        selector(selector, "statefulset");
        var template = withClaims(spec);
        if (Selectors.isValid(selector)) {
            WorkloadValidation.selects(selector, template);
            PodValidation.template(template);
            // Upstream looks at these twice, and each complaint is a cause each time.
            PodValidation.templateMetadata(template);
        } else {
            selector.invalid(Selectors.shown(selector), "");
        }
        WorkloadValidation.alwaysRestarts(spec.at("template"), "StatefulSet");
    }

    private static void statefulSetStrategy(At strategy) {
        var update = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "" -> strategy.required();
            case "OnDelete" -> {
                if (update.isSet()) {
                    update.invalid(partitioned(update), "only allowed for updateStrategy '" + ROLLING + "'");
                }
            }
            case ROLLING -> {
                update.at("partition").mustNotBeNegative();
                var unavailable = update.at("maxUnavailable");
                if (unavailable.isSet()) {
                    Percentages.validate(unavailable);
                    if (Percentages.amount(unavailable) == 0) {
                        unavailable.invalid("cannot be 0");
                    }
                    Percentages.mustBeAtMostAll(unavailable);
                }
            }
            default -> shown(strategy, AppsValidation::partitioned).invalid("must be '" + ROLLING + "' or 'OnDelete'");
        }
    }

    /** The template with the volumes that the claims of each pod will be. */
    private static At withClaims(At spec) {
        var template = spec.at("template");
        var claims = spec.at("volumeClaimTemplates");
        var podSpec = template.at("spec").object().without("subdomain").without("hostname");
        var names = claims.items().stream()
                .map(claim -> claim.at("metadata", "name").text())
                .distinct()
                .toList();
        var volumes = ArrayValue.EMPTY;
        for (var name : names) {
            volumes = volumes.plus(ObjectValue.builder()
                    .put("name", name)
                    .put("persistentVolumeClaim", ObjectValue.of("claimName", Value.of(name)))
                    .build());
        }
        for (var volume : podSpec.array("volumes").objects().toList()) {
            volumes = names.contains(volume.string("name")) ? volumes : volumes.plus(volume);
        }
        var changed = volumes.isEmpty() ? podSpec : podSpec.with("volumes", volumes);
        return template.holding(template.object().with("spec", changed));
    }

    static void statefulSetUpdate(At set, At before) {
        statefulSetSpec(set.at("spec"), false);
        var was = before.at("spec").object();
        var kept = set.at("spec").object();
        for (var field : MUTABLE) {
            kept = Kept.field(field, kept, was);
        }
        if (!Semantics.equal(kept, was)) {
            set.at("spec")
                    .forbidden(
                            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    static void revision(At revision) {
        revision.at("revision").mustNotBeNegative();
        var data = revision.at("data");
        if (!data.isSet()) {
            data.required("data is mandatory");
        } else if (!(data.value() instanceof ObjectValue)) {
            data.required("data must be a valid JSON object");
        }
    }

    /** Checks counts of a status, and that the count of collisions only grows. */
    static void counts(At object, At old, List<String> counts) {
        var status = object.at("status");
        counts.forEach(count -> status.at(count).mustNotBeNegative());
        var collisions = status.at("collisionCount");
        var before = old.at("status", "collisionCount");
        if (before.isSet() && collisions.number() < before.number()) {
            collisions.invalidNumber("cannot be decremented");
        }
    }
}
