package dev.mudi.apiserver.registry;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The {@code Scale} of an object: how many replicas it is to have and has ({@code autoscaling/v1}). Pure. */
public final class Scales {
    /** How many replicas a scale has of an object that does not say it; nobody can ask for so few. */
    private static final long UNSAID = Integer.MIN_VALUE;

    private Scales() {}

    /** Where objects of a resource say what their scale says. */
    static ScalePaths paths(ResourceDefinition definition) {
        return definition.strategy() instanceof VersionedStrategy custom
                ? custom.scale().orElse(ScalePaths.BUILT_IN)
                : ScalePaths.BUILT_IN;
    }

    /**
     * The scale of an object.
     *
     * @throws StatusException 500 when it is a custom one that does not say how many replicas it is to have
     */
    public static ObjectValue of(ResourceDefinition definition, ObjectValue object) {
        if (!saysReplicas(definition, object)) {
            throw StatusException.internal(replicasField(definition) + " does not exist");
        }
        return of(object, paths(definition));
    }

    /** The scale of an object that is to be changed; a change has to say how many replicas if the object does not. */
    static ObjectValue before(ResourceDefinition definition, ObjectValue object) {
        var scale = of(object, paths(definition));
        return saysReplicas(definition, object) ? scale : scale.withAt(Value.of(UNSAID), "spec", "replicas");
    }

    private static boolean isCustom(ResourceDefinition definition) {
        return definition.strategy() instanceof VersionedStrategy;
    }

    private static boolean saysReplicas(ResourceDefinition definition, ObjectValue object) {
        return !isCustom(definition)
                || object.at(array(paths(definition).specReplicas())).isPresent();
    }

    private static String replicasField(ResourceDefinition definition) {
        return "the spec replicas field \"."
                + String.join(".", paths(definition).specReplicas()) + "\"";
    }

    private static ObjectValue of(ObjectValue object, ScalePaths paths) {
        var from = object.object("metadata");
        var meta = ObjectValue.builder();
        for (var field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            from.get(field).ifPresent(value -> meta.put(field, value));
        }
        return ObjectValue.builder()
                .put("kind", "Scale")
                .put("apiVersion", "autoscaling/v1")
                .put("metadata", meta.build())
                .put("spec", replicas(number(object, paths.specReplicas())))
                .put(
                        "status",
                        ObjectValue.builder()
                                .put("replicas", number(object, paths.statusReplicas()))
                                .putIfPresent("selector", selector(object, paths.selector()))
                                .build())
                .build();
    }

    private static String[] array(List<String> path) {
        return path.toArray(String[]::new);
    }

    private static long number(ObjectValue object, List<String> path) {
        return object.at(array(path)).orElse(NullValue.NULL) instanceof IntegerValue(var count) ? count : 0;
    }

    /** Custom resources have the text itself, built-in ones a selector. */
    private static String selector(ObjectValue object, List<String> path) {
        if (path.isEmpty()) {
            return "";
        }
        return switch (object.at(array(path)).orElse(NullValue.NULL)) {
            case ObjectValue selector -> selector(selector);
            case StringValue(var text) -> text;
            default -> "";
        };
    }

    private static ObjectValue replicas(long count) {
        return count == 0 ? ObjectValue.EMPTY : ObjectValue.of("replicas", Value.of(count));
    }

    /** The update of an object that an update of its scale means. */
    public static Updater.Transformation update(WriteRequest request, UnaryOperator<ObjectValue> change) {
        return update(request, current -> change.apply(before(request.definition(), current)), false);
    }

    /** The update of an object that an apply of its scale means. */
    public static Updater.Transformation apply(WriteRequest request, UnaryOperator<ObjectValue> scaleOf) {
        return update(request, scaleOf, true);
    }

    private static Updater.Transformation update(
            WriteRequest request, UnaryOperator<ObjectValue> scaleOf, boolean managed) {
        return new Updater.Transformation() {
            @Override
            public boolean managesFields() {
                return managed;
            }

            @Override
            public ObjectValue next(ObjectValue current) {
                var scale = scaleOf.apply(current);
                var next = isCustom(request.definition())
                        ? customNext(request.definition(), current, scale)
                        : builtInNext(request, current, scale);
                var meta = ObjectMeta.of(scale);
                boolean isPrecondition = !meta.uid().isEmpty()
                        && !request.context().info().verb().equals("patch");
                if (isPrecondition) {
                    next = next.withAt(Value.of(meta.uid()), "metadata", "uid");
                }
                return managed ? next.withAt(meta.managedFields(), "metadata", "managedFields") : next;
            }

            @Override
            public Optional<ObjectValue> instead() {
                return Optional.empty();
            }
        };
    }

    /** A custom object keeps its resourceVersion where the scale has none. */
    private static ObjectValue customNext(ResourceDefinition definition, ObjectValue current, ObjectValue scale) {
        if (scale.object("spec").integer("replicas", 0) == UNSAID) {
            throw StatusException.badRequest(replicasField(definition) + " cannot be empty");
        }
        var next = scaled(definition, current, scale);
        var version = ObjectMeta.of(scale).resourceVersion();
        return version.isEmpty() ? next : next.withAt(Value.of(version), "metadata", "resourceVersion");
    }

    private static ObjectValue builtInNext(WriteRequest request, ObjectValue current, ObjectValue scale) {
        var definition = request.definition();
        validate(scale);
        var meta = ObjectMeta.of(scale);
        var uid = ObjectMeta.of(current).uid();
        boolean patched = request.context().info().verb().equals("patch");
        if (patched && !meta.uid().isEmpty() && !meta.uid().equals(uid)) {
            throw StatusException.conflict(
                    definition.group(),
                    definition.resource() + "/scale",
                    meta.name(),
                    "Precondition failed: UID in precondition: " + meta.uid() + ", UID in object meta: " + uid);
        }
        return scaled(definition, current, scale)
                .withAt(Value.of(meta.resourceVersion()), "metadata", "resourceVersion");
    }

    private static ObjectValue scaled(ResourceDefinition definition, ObjectValue current, ObjectValue scale) {
        var replicas = Value.of(scale.object("spec").integer("replicas", 0));
        return current.withAt(replicas, array(paths(definition).specReplicas()));
    }

    private static void validate(ObjectValue scale) {
        var errors = new FieldErrors();
        // What is said of managers is taken or dropped by who keeps the record of them.
        var at = At.root(scale.withoutAt("metadata", "managedFields"), errors);
        MetadataRules.validate(at.at("metadata"), true, NameRule.DNS_SUBDOMAIN);
        MetadataRules.knownFinalizers(scale, errors);
        at.at("spec", "replicas").mustNotBeNegative();
        if (!errors.isEmpty()) {
            throw StatusException.invalid(
                    "autoscaling", "Scale", ObjectMeta.of(scale).name(), errors.list());
        }
    }

    /** A label selector, or a map of labels, as text. */
    static String selector(ObjectValue selector) {
        boolean structured = selector.has("matchLabels") || selector.has("matchExpressions");
        var terms = new ArrayList<String>();
        (structured ? selector.object("matchLabels") : selector)
                .strings().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .forEach(terms::add);
        selector.array("matchExpressions").objects().map(Scales::term).forEach(terms::add);
        terms.sort(null);
        return String.join(",", terms);
    }

    private static String term(ObjectValue expression) {
        var key = expression.string("key");
        var values = values(expression.array("values"));
        return switch (expression.string("operator")) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }

    private static String values(ArrayValue values) {
        return values.strings().sorted().collect(Collectors.joining(","));
    }
}
