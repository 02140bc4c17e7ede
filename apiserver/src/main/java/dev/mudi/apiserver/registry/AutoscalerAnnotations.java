package dev.mudi.apiserver.registry;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What version 1 of autoscalers has no fields for, as texts of annotations: in the shapes that version 1 once had for metrics, and with
 * the names of upstream's own types for the behavior (autoscaling/v1, conversion). A text that is none of these counts as absent. Pure.
 */
final class AutoscalerAnnotations {
    private static final String TYPES = "io.k8s.api.autoscaling.v2.";
    private static final String TARGET = "target";
    private static final String CURRENT = "current";
    private static final String AVERAGE = "AverageValue";
    private static final Value NAUGHT = Value.of("0");

    /** How upstream's own types call the parts of a behavior. */
    private static final List<String> BEHAVIOR_NAMES = List.of(
            "ScaleUp",
            "ScaleDown",
            "StabilizationWindowSeconds",
            "SelectPolicy",
            "Policies",
            "Type",
            "Value",
            "PeriodSeconds",
            "Tolerance");

    private AutoscalerAnnotations() {}

    static String metrics(List<ObjectValue> metrics) {
        return text(each(metrics, metric -> older(metric, TARGET)));
    }

    static Optional<ArrayValue> metrics(String text) {
        return list(text, "MetricSpec", metric -> newer(metric, TARGET));
    }

    static String statuses(List<ObjectValue> statuses) {
        return text(each(statuses, status -> older(status, CURRENT)));
    }

    static Optional<ArrayValue> statuses(String text) {
        return list(text, "MetricStatus", status -> newer(status, CURRENT));
    }

    static String conditions(ArrayValue conditions) {
        return text(conditions);
    }

    static Optional<ArrayValue> conditions(String text) {
        return list(text, "HorizontalPodAutoscalerCondition", UnaryOperator.identity());
    }

    static String behavior(ObjectValue behavior) {
        return text(ObjectValue.of(
                "ScaleUp", rules(behavior.object("scaleUp")), "ScaleDown", rules(behavior.object("scaleDown"))));
    }

    static Optional<ObjectValue> behavior(String text) {
        return parsed(text)
                .filter(value -> value instanceof ObjectValue)
                .map(value -> (ObjectValue) named(value))
                .filter(value -> value.has("scaleUp") || value.has("scaleDown"))
                .flatMap(value -> decoded(value, "HorizontalPodAutoscalerBehavior"));
    }

    private static Value rules(ObjectValue rules) {
        if (rules.isEmpty()) {
            return NullValue.NULL;
        }
        var policies = each(
                rules.array("policies").objects().toList(),
                policy -> ObjectValue.builder()
                        .put("Type", policy.string("type"))
                        .put("Value", policy.integer("value", 0))
                        .put("PeriodSeconds", policy.integer("periodSeconds", 0))
                        .build());
        return ObjectValue.builder()
                .put("StabilizationWindowSeconds", orNull(rules, "stabilizationWindowSeconds"))
                .put("SelectPolicy", orNull(rules, "selectPolicy"))
                .put("Policies", policies.isEmpty() ? NullValue.NULL : policies)
                .put("Tolerance", orNull(rules, "tolerance"))
                .build();
    }

    private static Value orNull(ObjectValue object, String name) {
        return object.get(name).orElse(NullValue.NULL);
    }

    /** A behavior with the names that fields have; Go reads names whatever their case, and null as nothing. */
    private static Value named(Value value) {
        return switch (value) {
            case ObjectValue object -> {
                var named = ObjectValue.builder();
                object.forEach((name, inner) -> {
                    if (!(inner instanceof NullValue)) {
                        named.put(fieldName(name), named(inner));
                    }
                });
                yield named.build();
            }
            case ArrayValue list ->
                new ArrayValue(
                        list.items().stream().map(AutoscalerAnnotations::named).toList());
            default -> value;
        };
    }

    private static String fieldName(String name) {
        return BEHAVIOR_NAMES.stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .map(known -> known.substring(0, 1).toLowerCase(Locale.ROOT) + known.substring(1))
                .orElse(name);
    }

    /** A metric in the shape of version 1: flat, the names of its values begin with what they are. */
    private static ObjectValue older(ObjectValue metric, String what) {
        var part = part(metric);
        var source = metric.object(part);
        var value = source.object(what);
        var name = source.object("metric").get("name");
        var selector = source.object("metric").get("selector");
        var older = new Fields();
        boolean isCurrent = what.equals(CURRENT);
        switch (part) {
            case "object" ->
                older.put(TARGET, source.get("describedObject"))
                        .put("metricName", name)
                        .put(what + "Value", orNaught(value, "value"))
                        .put("selector", selector)
                        .put("averageValue", value.get("averageValue"));
            case "external" ->
                older.put("metricName", name)
                        .put("metricSelector", selector)
                        .put(what + "Value", isCurrent ? orNaught(value, "value") : value.get("value"))
                        .put(what + "AverageValue", value.get("averageValue"));
            case "pods" ->
                older.put("metricName", name)
                        .put(what + "AverageValue", orNaught(value, "averageValue"))
                        .put("selector", selector);
            default ->
                older.put("name", source.get("name"))
                        .put(what + "AverageUtilization", value.get("averageUtilization"))
                        .put(
                                what + "AverageValue",
                                isCurrent ? orNaught(value, "averageValue") : value.get("averageValue"))
                        .put("container", source.get("container"));
        }
        return ObjectValue.of("type", Value.of(metric.string("type")), part, older.built.build());
    }

    /** Where version 1 cannot leave an amount out, it writes none. */
    private static Optional<Value> orNaught(ObjectValue value, String name) {
        return Optional.of(value.get(name).orElse(NAUGHT));
    }

    /** A metric of version 1 in the shape of version 2. */
    private static ObjectValue newer(ObjectValue metric, String what) {
        var part = part(metric);
        var source = metric.object(part);
        var value = part.equals("object")
                ? ofObject(source, what)
                : new Fields()
                        .put("value", source.get(what + "Value"))
                        .put("averageValue", source.get(what + "AverageValue"))
                        .put("averageUtilization", source.get(what + "AverageUtilization"));
        if (what.equals(TARGET)) {
            value.put("type", Optional.of(Value.of(type(part, source))));
        }
        var newer = new Fields();
        if (source.has("metricName")) {
            var selector = source.get("selector").or(() -> source.get("metricSelector"));
            newer.put("describedObject", source.get(TARGET))
                    .put(
                            "metric",
                            Optional.of(new Fields()
                                    .put("name", source.get("metricName"))
                                    .put("selector", selector)
                                    .built
                                    .build()));
        } else {
            newer.put("name", source.get("name")).put("container", source.get("container"));
        }
        newer.put(what, Optional.of(value.built.build()));
        return ObjectValue.of("type", Value.of(metric.string("type")), part, newer.built.build());
    }

    /** Of a metric of an object no target of 0 is meant where there is another one: version 1 had to write some number. */
    private static Fields ofObject(ObjectValue source, String what) {
        var average = source.get("averageValue");
        boolean isAverage = what.equals(TARGET) && average.isPresent();
        return new Fields()
                .put("value", source.get(what + "Value").filter(plain -> !isAverage || !plain.equals(NAUGHT)))
                .put("averageValue", average);
    }

    /** Which kind of target version 2 says that a target of version 1 is. */
    private static String type(String part, ObjectValue source) {
        return switch (part) {
            case "object" -> source.has("averageValue") ? AVERAGE : "Value";
            case "external" -> source.has("targetValue") ? "Value" : AVERAGE;
            case "pods" -> AVERAGE;
            default -> source.has("targetAverageUtilization") ? "Utilization" : AVERAGE;
        };
    }

    /** The field of a metric that holds what it measures: that of its type. */
    private static String part(ObjectValue metric) {
        var type = metric.string("type");
        return type.isEmpty() ? "" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }

    /** Fields in order, those that are there. */
    private static final class Fields {
        private final ObjectValue.Builder built = ObjectValue.builder();

        private Fields put(String name, Optional<? extends Value> value) {
            value.ifPresent(given -> built.put(name, given));
            return this;
        }
    }

    private static ArrayValue each(List<ObjectValue> items, UnaryOperator<ObjectValue> change) {
        return new ArrayValue(
                items.stream().map(item -> (Value) change.apply(item)).toList());
    }

    private static String text(Value value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static Optional<Value> parsed(String text) {
        try {
            return Optional.of(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedException none) {
            return Optional.empty();
        }
    }

    private static Optional<ArrayValue> list(String text, String type, UnaryOperator<ObjectValue> change) {
        if (!(parsed(text).orElse(NullValue.NULL) instanceof ArrayValue list)) {
            return Optional.empty();
        }
        var items = new ArrayList<Value>();
        for (var item : list.items()) {
            var decoded = item instanceof ObjectValue object
                    ? decoded(change.apply(object), type)
                    : Optional.<ObjectValue>empty();
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            items.add(decoded.get());
        }
        return Optional.of(new ArrayValue(items));
    }

    private static Optional<ObjectValue> decoded(ObjectValue value, String type) {
        try {
            var struct = SchemaCatalog.builtIn().type(TYPES + type).orElseThrow();
            return Optional.of(Decoder.decode(value, struct).object());
        } catch (MalformedException none) {
            return Optional.empty();
        }
    }
}
