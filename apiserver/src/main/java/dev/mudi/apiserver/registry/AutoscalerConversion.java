package dev.mudi.apiserver.registry;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
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
    private static final String TARGET = "targetCPUUtilizationPercentage";
    private static final String NOW = "currentCPUUtilizationPercentage";
    private static final long DEFAULT_UTILIZATION = 80;

    private AutoscalerConversion() {}

    @Override
    public ObjectValue toServed(ObjectValue stored) {
        var spec = stored.object("spec");
        var others = new ArrayList<Value>();
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
        annotations = put(annotations, METRICS, new ArrayValue(others));
        annotations = put(annotations, CURRENT, status.array("currentMetrics"));
        annotations = put(annotations, CONDITIONS, status.array("conditions"));
        annotations = put(annotations, BEHAVIOR, spec.object("behavior"));
        var nextSpec = spec.without("metrics").without("behavior");
        var current = status.array("currentMetrics")
                .objects()
                .flatMap(metric -> cpuUtilization(metric, "current").stream())
                .findFirst();
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
        if (read(annotations, METRICS) instanceof ArrayValue others) {
            metrics.addAll(others.items());
        }
        var spec = served.object("spec");
        spec.get(TARGET).ifPresent(target -> metrics.add(cpu(target)));
        if (metrics.isEmpty()) {
            metrics.add(cpu(Value.of(DEFAULT_UTILIZATION)));
        }
        var nextSpec = spec.without(TARGET).with("metrics", new ArrayValue(metrics));
        if (read(annotations, BEHAVIOR) instanceof ObjectValue behavior && !behavior.isEmpty()) {
            nextSpec = nextSpec.with("behavior", behavior);
        }
        var status = served.object("status").without(NOW);
        if (read(annotations, CURRENT) instanceof ArrayValue current && !current.isEmpty()) {
            status = status.with("currentMetrics", current);
        }
        if (read(annotations, CONDITIONS) instanceof ArrayValue conditions && !conditions.isEmpty()) {
            status = status.with("conditions", conditions);
        }
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

    private static ObjectValue without(ObjectValue annotations) {
        var rest = annotations;
        for (var name : List.of(METRICS, BEHAVIOR, CURRENT, CONDITIONS)) {
            rest = rest.without(name);
        }
        return rest;
    }

    private static ObjectValue put(ObjectValue annotations, String name, Value value) {
        boolean empty = value instanceof ArrayValue list ? list.isEmpty() : value.equals(ObjectValue.EMPTY);
        return empty ? annotations : annotations.with(name, new String(Json.write(value), StandardCharsets.UTF_8));
    }

    /** What an annotation says; nothing if it is none of ours. */
    private static Value read(ObjectValue annotations, String name) {
        try {
            var text = annotations.string(name);
            return text.isEmpty() ? ObjectValue.EMPTY : Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            return ObjectValue.EMPTY;
        }
    }

    private static ObjectValue annotated(ObjectValue object, ObjectValue annotations) {
        return annotations.isEmpty()
                ? object.withoutAt("metadata", "annotations")
                : object.withAt(annotations, "metadata", "annotations");
    }
}
