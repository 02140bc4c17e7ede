package dev.mudi.api.kinds.autoscaling;

import dev.mudi.api.kinds.core.ResourceValidation;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.References;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rules for horizontal pod autoscalers (Kubernetes reference, HorizontalPodAutoscaler). Stateless. */
final class AutoscalerValidation {
    /** The sources of metrics in the order in which they are looked at, by the type that names each. */
    private static final List<String> SOURCES = List.of("object", "external", "pods", "resource", "containerResource");

    private static final Map<String, String> SOURCE_OF_TYPE = Map.of(
            "Object", "object",
            "External", "external",
            "Pods", "pods",
            "Resource", "resource",
            "ContainerResource", "containerResource");
    private static final List<String> TYPES = List.of("ContainerResource", "External", "Object", "Pods", "Resource");
    private static final long LONGEST_WINDOW = 3600;
    private static final long LONGEST_PERIOD = 1800;

    /** How an apiVersion in a reference is checked. */
    private enum Versions {
        /** Not at all. */
        ANY,
        /** It may lack a group. */
        WITHOUT_GROUP,
        /** It needs a group. */
        WITH_GROUP
    }

    private AutoscalerValidation() {}

    static void create(At scaler) {
        spec(scaler.at("spec"), scaler.holding(null).at("spec"));
    }

    static void update(At scaler, At before) {
        spec(scaler.at("spec"), before.at("spec"));
    }

    static void status(At scaler) {
        scaler.at("status", "currentReplicas").mustNotBeNegative();
        scaler.at("status", "desiredReplicas").mustNotBeNegative();
    }

    private static void spec(At spec, At before) {
        var least = spec.at("minReplicas");
        var most = spec.at("maxReplicas");
        boolean hadNone =
                before.at("minReplicas").isSet() && before.at("minReplicas").number() == 0;
        int bound = hadNone ? 0 : 1;
        if (least.isSet() && least.number() < bound) {
            least.invalidNumber("must be greater than or equal to " + bound);
        }
        if (most.number() == 0) {
            most.required("must be set and greater than 0");
        } else if (most.number() < 0) {
            most.invalidNumber("must be greater than or equal to 1");
        }
        if (least.isSet() && most.number() < least.number()) {
            most.invalidNumber("must be greater than or equal to `minReplicas`");
        }
        reference(spec.at("scaleTargetRef"), targetVersions(spec, before));
        metrics(spec, before);
        for (var direction : List.of("scaleUp", "scaleDown")) {
            if (spec.at("behavior", direction).isSet()) {
                rules(spec.at("behavior", direction));
            }
        }
    }

    private static Versions targetVersions(At spec, At before) {
        var target = spec.at("scaleTargetRef");
        var old = before.at("scaleTargetRef");
        boolean same = old.isSet()
                && target.at("apiVersion").is(old.at("apiVersion").text())
                && target.at("kind").is(old.at("kind").text());
        if (same) {
            return Versions.ANY;
        }
        return target.at("kind").is("ReplicationController") ? Versions.WITHOUT_GROUP : Versions.WITH_GROUP;
    }

    private static void reference(At reference, Versions versions) {
        References.segment(reference.at("kind"));
        References.segment(reference.at("name"));
        var version = reference.at("apiVersion");
        var text = version.text();
        if (versions == Versions.ANY) {
            return;
        }
        if (isMalformed(text)) {
            version.invalid("unexpected GroupVersion string: " + text);
        } else if (versions == Versions.WITH_GROUP && text.indexOf('/') <= 0) {
            version.invalid("apiVersion must specify API group");
        }
    }

    private static boolean isMalformed(String apiVersion) {
        return apiVersion.indexOf('/') != apiVersion.lastIndexOf('/');
    }

    private static void metrics(At spec, At before) {
        boolean anyVersion = before.at("metrics").items().stream()
                .anyMatch(metric -> metric.at("type").is("Object")
                        && isMalformed(metric.at("object", "describedObject", "apiVersion")
                                .text()));
        var metrics = spec.at("metrics");
        metrics.items().forEach(metric -> metric(metric, anyVersion ? Versions.ANY : Versions.WITHOUT_GROUP));
        var simple = spec.at("targetCPUUtilizationPercentage");
        if (simple.isSet() && simple.number() < 1) {
            simple.shownAt(metrics.path()
                            .child("[0]")
                            .child("resource")
                            .child("target")
                            .child("averageUtilization"))
                    .invalidNumber("must be greater than 0");
        }
        boolean outside = metrics.items().stream()
                .anyMatch(metric ->
                        metric.at("type").is("Object") || metric.at("type").is("External"));
        if (spec.at("minReplicas").isSet() && spec.at("minReplicas").number() == 0 && !outside) {
            metrics.forbidden(
                    "must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    private static void metric(At metric, Versions versions) {
        var type = metric.at("type");
        type.mustBeGiven("must specify a metric source type");
        if (!TYPES.contains(type.text())) {
            type.notSupported(TYPES);
        }
        var present = new ArrayList<String>();
        for (var source : SOURCES) {
            if (metric.at(source).isSet()) {
                present.add(source);
            }
        }
        if (!present.isEmpty()) {
            source(metric.at(present.getFirst()), present.getFirst(), versions);
        }
        var expected = SOURCE_OF_TYPE.getOrDefault(type.text(), "");
        if (expected.isEmpty()) {
            type.notSupported(TYPES);
        } else if (!metric.at(expected).isSet()) {
            metric.at(expected).required("must populate information for the given metric source");
        }
        if (present.size() != 1) {
            present.remove(expected);
            present.forEach(source -> metric.at(source).forbidden("must populate the given metric source only"));
        }
    }

    private static void source(At source, String kind, Versions versions) {
        var target = source.at("target");
        boolean value = target.at("value").isSet();
        boolean average = target.at("averageValue").isSet();
        switch (kind) {
            case "object" -> {
                reference(source.at("describedObject"), versions);
                identifierAndTarget(source);
                if (!value && !average) {
                    target.at("averageValue").required("must set either a target value or averageValue");
                }
            }
            case "external" -> {
                identifierAndTarget(source);
                if (!value && !average) {
                    target.at("averageValue").required("must set either a target value for metric or a per-pod target");
                }
                if (value && average) {
                    target.at("value").forbidden("may not set both a target value for metric and a per-pod target");
                }
            }
            case "pods" -> {
                identifierAndTarget(source);
                if (!average) {
                    target.at("averageValue").required("must specify a positive target averageValue");
                }
            }
            case "resource" -> {
                source.at("name").mustBeGiven("must specify a resource name");
                resourceTarget(target);
            }
            default -> {
                if (source.at("name").mustBeGiven("must specify a resource name")) {
                    ResourceValidation.containerName(source.at("name"));
                }
                if (source.at("container").mustBeGiven("must specify a container")) {
                    source.at("container").mustBe(Syntax.DNS_LABEL);
                }
                resourceTarget(target);
            }
        }
    }

    private static void identifierAndTarget(At source) {
        var name = source.at("metric", "name");
        if (name.mustBeGiven("must specify a metric name")) {
            name.mustBe(Syntax.PATH_SEGMENT);
        }
        target(source.at("target"));
    }

    private static void resourceTarget(At target) {
        target(target);
        boolean utilization = target.at("averageUtilization").isSet();
        boolean average = target.at("averageValue").isSet();
        if (!utilization && !average) {
            target.at("averageUtilization").required("must set either a target raw value or a target utilization");
        }
        if (utilization && average) {
            target.at("averageValue").forbidden("may not set both a target raw value and a target utilization");
        }
    }

    private static void target(At target) {
        var type = target.at("type");
        type.mustBeGiven("must specify a metric target type");
        if (!List.of("Utilization", "Value", "AverageValue").contains(type.text())) {
            type.invalid(type.text(), "must be either Utilization, Value, or AverageValue");
        }
        for (var field : List.of("value", "averageValue")) {
            if (target.at(field).isSet()
                    && Amount.orZero(target.at(field).value()).signum() <= 0) {
                target.at(field).invalid("must be positive");
            }
        }
        var utilization = target.at("averageUtilization");
        if (utilization.isSet() && utilization.number() < 1) {
            utilization.invalidNumber("must be greater than 0");
        }
    }

    private static void rules(At rules) {
        var window = rules.at("stabilizationWindowSeconds");
        if (window.number() < 0) {
            window.invalidNumber("must be greater than or equal to zero");
        }
        if (window.number() > LONGEST_WINDOW) {
            window.invalidNumber("must be less than or equal to " + LONGEST_WINDOW);
        }
        if (rules.at("selectPolicy").isSet()) {
            rules.at("selectPolicy").mustBeOneOf("Disabled", "Max", "Min");
        }
        rules.at("policies").mustBeGiven("must specify at least one Policy");
        for (var policy : rules.at("policies").items()) {
            policy.at("type").mustBeOneOf("Percent", "Pods");
            policy.at("value").mustBePositive();
            var period = policy.at("periodSeconds");
            period.mustBePositive();
            if (period.number() > LONGEST_PERIOD) {
                period.invalidNumber("must be less than or equal to " + LONGEST_PERIOD);
            }
        }
        if (rules.at("tolerance").isSet()) {
            ResourceValidation.mustNotBeNegative(rules.at("tolerance"));
        }
    }
}
