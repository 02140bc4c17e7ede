package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Between HorizontalPodAutoscalers of {@code autoscaling/v1}, as they are served, and {@code v2}, as they are stored: the first knows
 * CPU utilization only; everything else travels in annotations, so that nothing is lost either way.
 */
final class AutoscalerConversion implements Conversion {
    static final AutoscalerConversion INSTANCE = new AutoscalerConversion();

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final String CURRENT = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";
    /** Of versions that nobody serves any more. */
    private static final List<String> BYGONE = List.of(PREFIX + "scale-down-tolerance", PREFIX + "scale-up-tolerance");

    private static final String TARGET = "targetCPUUtilizationPercentage";
    private static final String NOW = "currentCPUUtilizationPercentage";
    private static final long DEFAULT_UTILIZATION = 80;

    private AutoscalerConversion() {}

    @Override
    public ObjectValue toServed(ObjectValue stored) {
        var spec = stored.object("spec");
        var others = new ArrayList<ObjectValue>();
        Optional<Value> target = Optional.empty();
        for (var metric : spec.array("metrics").objects().toList()) {
            var utilization = cpuUtilization(metric, "target");
            if (utilization.isEmpty()) {
                others.add(metric);
            } else if (target.isEmpty()) {
                target = utilization;
            }
        }
        var status = stored.object("status");
        var annotations = without(stored.object("metadata").object("annotations"));
        if (!others.isEmpty()) {
            annotations = annotations.with(METRICS, AutoscalerAnnotations.metrics(others));
        }
        var measured = status.array("currentMetrics").objects().toList();
        if (!measured.isEmpty()) {
            annotations = annotations.with(CURRENT, AutoscalerAnnotations.statuses(measured));
        }
        if (!status.array("conditions").isEmpty()) {
            annotations = annotations.with(CONDITIONS, AutoscalerAnnotations.conditions(status.array("conditions")));
        }
        if (spec.has("behavior")) {
            annotations = annotations.with(BEHAVIOR, AutoscalerAnnotations.behavior(spec.object("behavior")));
        }
        var nextSpec = spec.without("metrics").without("behavior");
        var current = measured.stream()
                .flatMap(metric -> cpuUtilization(metric, "current").stream())
                .reduce((first, last) -> last);
        var nextStatus = status.without("currentMetrics").without("conditions");
        var next = stored.with("apiVersion", "autoscaling/v1")
                .with("spec", target.map(value -> nextSpec.with(TARGET, value)).orElse(nextSpec))
                .with(
                        "status",
                        current.map(value -> nextStatus.with(NOW, value)).orElse(nextStatus));
        return annotated(next, annotations);
    }

    private static Optional<Value> cpuUtilization(ObjectValue metric, String what) {
        var resource = metric.object("resource");
        boolean cpu = metric.string("type").equals("Resource")
                && resource.string("name").equals("cpu");
        return cpu ? resource.object(what).get("averageUtilization") : Optional.empty();
    }

    @Override
    public ObjectValue toStored(ObjectValue served) {
        var annotations = served.object("metadata").object("annotations");
        var metrics = new ArrayList<Value>();
        AutoscalerAnnotations.metrics(annotations.string(METRICS)).ifPresent(others -> metrics.addAll(others.items()));
        var spec = served.object("spec");
        spec.get(TARGET).ifPresent(target -> metrics.add(cpu(target)));
        if (metrics.isEmpty()) {
            metrics.add(cpu(Value.of(DEFAULT_UTILIZATION)));
        }
        var nextSpec = spec.without(TARGET).with("metrics", new ArrayValue(metrics));
        var behavior = AutoscalerAnnotations.behavior(annotations.string(BEHAVIOR));
        nextSpec = behavior.isPresent() ? nextSpec.with("behavior", behavior.get()) : nextSpec;
        var status = served.object("status").without(NOW);
        var current = AutoscalerAnnotations.statuses(annotations.string(CURRENT))
                .or(() -> served.object("status").get(NOW).map(used -> ArrayValue.of(cpuUse(used))))
                .filter(list -> !list.isEmpty());
        status = current.isPresent() ? status.with("currentMetrics", current.get()) : status;
        var conditions =
                AutoscalerAnnotations.conditions(annotations.string(CONDITIONS)).filter(list -> !list.isEmpty());
        status = conditions.isPresent() ? status.with("conditions", conditions.get()) : status;
        var next = served.with("apiVersion", "autoscaling/v2")
                .with("spec", nextSpec)
                .with("status", status);
        return annotated(next, without(annotations));
    }

    private static ObjectValue cpu(Value utilization) {
        var target = ObjectValue.of("type", Value.of("Utilization"), "averageUtilization", utilization);
        return ObjectValue.of(
                "type", Value.of("Resource"), "resource", ObjectValue.of("name", Value.of("cpu"), "target", target));
    }

    private static ObjectValue cpuUse(Value utilization) {
        var current = ObjectValue.of("averageUtilization", utilization);
        return ObjectValue.of(
                "type", Value.of("Resource"), "resource", ObjectValue.of("name", Value.of("cpu"), "current", current));
    }

    private static ObjectValue without(ObjectValue annotations) {
        var rest = annotations;
        for (var name : List.of(METRICS, BEHAVIOR, CURRENT, CONDITIONS)) {
            rest = rest.without(name);
        }
        for (var name : BYGONE) {
            rest = rest.without(name);
        }
        return rest;
    }

    private static ObjectValue annotated(ObjectValue object, ObjectValue annotations) {
        return annotations.isEmpty()
                ? object.withoutAt("metadata", "annotations")
                : object.withAt(annotations, "metadata", "annotations");
    }
}
