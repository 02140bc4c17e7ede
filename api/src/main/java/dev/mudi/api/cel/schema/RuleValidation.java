package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.cost.Range;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldError.Kind;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Checks the rules of a schema that is being written: that they compile, and that they do not cost too much (apiextensions-apiserver,
 * apis/apiextensions/validation). For one schema.
 */
public final class RuleValidation {
    /** What one rule may cost for a whole object. */
    private static final long RULE_LIMIT = 10_000_000;

    /** What all rules of a schema may cost for a whole object. */
    private static final long SCHEMA_LIMIT = 100_000_000;

    private static final int MOST_NAMED = 4;

    private final List<FieldError> found;
    private final boolean unchanged;
    private final FieldErrors errors;
    private final List<Expensive> expensive = new ArrayList<>();
    private long total;

    private RuleValidation(List<FieldError> found, boolean unchanged, FieldErrors errors) {
        this.found = found;
        this.unchanged = unchanged;
        this.errors = errors;
    }

    private record Expensive(FieldPath path, long cost) {}

    /**
     * A place in the schema.
     *
     * @param cardinality how many values there can be in an object, empty if only its size limits them
     * @param uncorrelatable the list or map above it whose items or fields have no past
     */
    private record Place(FieldPath path, Optional<Long> cardinality, Optional<FieldPath> uncorrelatable) {
        Place below(FieldPath inner, ObjectValue schema) {
            var factor = factor(schema);
            var times = cardinality.isEmpty() || factor.isEmpty()
                    ? Optional.<Long>empty()
                    : Optional.of(Range.times(cardinality.get(), factor.get()));
            return new Place(inner, times, uncorrelatable);
        }

        Place withoutPast(FieldPath above) {
            return new Place(path, cardinality, uncorrelatable.or(() -> Optional.of(above)));
        }

        private static Optional<Long> factor(ObjectValue schema) {
            return switch (Schemas.type(schema)) {
                case "object" ->
                    schema.has("additionalProperties") ? Schemas.limit(schema, "maxProperties") : Optional.of(1L);
                case "array" -> Schemas.limit(schema, "maxItems");
                default -> Optional.of(1L);
            };
        }
    }

    /**
     * Checks the rules of a structural schema.
     *
     * @param found what is wrong with the schema otherwise: below such places rules are not looked at
     * @param unchanged whether the schema was there before, so that single rules may cost what they did
     */
    public static void validate(
            ObjectValue schema, FieldPath path, List<FieldError> found, boolean unchanged, FieldErrors errors) {
        if (!Schemas.hasRules(schema)) {
            return;
        }
        var validation = new RuleValidation(found, unchanged, errors);
        validation.visit(schema, new Place(path, Optional.of(1L), Optional.empty()), true);
        validation.total(path);
    }

    /** Whether a rule at a schema can be shown at this path below it. */
    public static boolean isPath(String path, ObjectValue schema) {
        return FieldPaths.parse(path, schema).isPresent();
    }

    /** The schema of a field at a path without brackets; IllegalArgumentException says what is wrong with the path. */
    public static ObjectValue field(String path, ObjectValue schema) {
        return FieldPaths.field(path, schema);
    }

    /** Checks the defaults of a structural schema against its rules: as what is written first, and as what replaces itself. */
    public static void defaults(ObjectValue schema, FieldPath path, FieldErrors errors) {
        if (Schemas.hasRules(schema)) {
            defaults(schema, path, true, errors, Rules.BUDGET);
        }
    }

    private static long defaults(
            ObjectValue schema, FieldPath path, boolean resource, FieldErrors errors, long budget) {
        long left = budget;
        var value = schema.get("default");
        var rules = value.isPresent() ? Rules.of(schema, resource) : Optional.<Rules>empty();
        if (value.isPresent() && rules.isPresent()) {
            left = defaults(value.get(), rules.get(), path.child("default"), errors, budget);
        }
        var items = Schemas.items(schema);
        if (items.isPresent() && left >= 0) {
            left = defaults(items.get(), path.child("items"), Schemas.isEmbedded(items.get()), errors, left);
        }
        var properties = schema.object("properties");
        for (var name : properties.names()) {
            var inner = properties.object(name);
            if (left >= 0) {
                var at = path.child("properties").key(name);
                left = defaults(inner, at, Schemas.isEmbedded(inner), errors, left);
            }
        }
        return left;
    }

    private static long defaults(Value value, Rules rules, FieldPath path, FieldErrors errors, long budget) {
        var found = new FieldErrors();
        long left = rules.validate(value, Optional.of(value), path, Optional.empty(), found, () -> false, budget);
        if (found.isEmpty()) {
            left = Math.min(
                    left, rules.validate(value, Optional.empty(), path, Optional.empty(), found, () -> false, budget));
        }
        found.list().forEach(error -> errors.add(error.kind(), FieldPath.of(error.field()), error.body()));
        return left;
    }

    private void visit(ObjectValue schema, Place place, boolean root) {
        Schemas.values(schema)
                .ifPresent(
                        values -> visit(values, place.below(place.path.child("additionalProperties"), schema), false));
        var properties = schema.object("properties");
        boolean correlatable = Schemas.isCorrelatable(schema);
        for (var name : properties.names()) {
            var inner = place.below(place.path.child("properties").key(name), schema);
            visit(properties.object(name), correlatable ? inner : inner.withoutPast(place.path), false);
        }
        boolean keyed = schema.string("x-kubernetes-list-type").equals("map");
        Schemas.items(schema).ifPresent(items -> {
            var inner = place.below(place.path.child("items"), schema);
            visit(items, keyed ? inner : inner.withoutPast(place.path), false);
        });
        if (!Schemas.rules(schema).isEmpty() && isGood(place.path)) {
            rules(schema, place, root || Schemas.isEmbedded(schema));
        }
    }

    private boolean isGood(FieldPath path) {
        var here = path.toString();
        return found.stream().noneMatch(error -> error.field().startsWith(here));
    }

    private void rules(ObjectValue schema, Place place, boolean resource) {
        var path = place.path.child(Schemas.RULES);
        var type = DeclaredType.of(schema, resource);
        if (type.isEmpty()) {
            errors.add(
                    Kind.INTERNAL,
                    path,
                    "Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations");
            return;
        }
        var compiled = CompiledRule.compile(schema, type.get());
        long times = place.cardinality.orElse(type.get().cardinality());
        for (int i = 0; i < compiled.size(); i++) {
            rule(compiled.get(i), place, path.index(i), times);
        }
    }

    private void rule(CompiledRule compiled, Place place, FieldPath path, long times) {
        var rule = compiled.rule();
        costs(
                path.child("rule"),
                "estimated rule cost",
                Range.times(compiled.main().cost().most(), times));
        compiled.main().complaint().ifPresent(complaint -> wrong(path.child("rule"), rule, complaint));
        compiled.message().ifPresent(message -> {
            var at = path.child("messageExpression");
            if (message.complaint().isPresent()) {
                wrong(at, rule, message.complaint().get());
            } else {
                costs(at, "estimated messageExpression cost", message.cost().most());
            }
        });
        if (compiled.usesOldSelf()) {
            place.uncorrelatable.ifPresent(above -> errors.invalid(
                    path.child("rule"),
                    rule.text(),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within " + above));
        } else if (rule.tree().has("optionalOldSelf")) {
            errors.invalid(
                    path.child("optionalOldSelf"),
                    rule.tree().get("optionalOldSelf").orElse(BooleanValue.FALSE),
                    "may not be set if oldSelf is not used in rule");
        }
    }

    /** The rule is shown as upstream shows it, which is how Go writes its structure. */
    private void wrong(FieldPath path, Rule rule, String complaint) {
        errors.invalid(path, shown(rule), complaint);
    }

    private static Value shown(Rule rule) {
        var tree = rule.tree();
        return ObjectValue.builder()
                .put("Rule", Value.of(rule.text()))
                .put("Message", Value.of(rule.message()))
                .put("MessageExpression", Value.of(rule.messageExpression()))
                .put("Reason", tree.get("reason").orElse(NullValue.NULL))
                .put("FieldPath", Value.of(rule.fieldPath()))
                .put("OptionalOldSelf", tree.get("optionalOldSelf").orElse(NullValue.NULL))
                .build();
    }

    private void costs(FieldPath path, String what, long cost) {
        if (!unchanged && Long.compareUnsigned(cost, RULE_LIMIT) > 0) {
            errors.forbidden(path, complaint(what, cost, RULE_LIMIT));
        }
        long sum = total + cost;
        total = Long.compareUnsigned(sum, total) < 0 ? -1 : sum;
        if (Long.compareUnsigned(cost, SCHEMA_LIMIT / 100) >= 0) {
            expensive.add(new Expensive(path, cost));
        }
    }

    private void total(FieldPath path) {
        if (Long.compareUnsigned(total, SCHEMA_LIMIT) <= 0) {
            return;
        }
        Comparator<Expensive> byCost = (one, two) -> Long.compareUnsigned(two.cost, one.cost);
        expensive.stream()
                .sorted(byCost)
                .limit(MOST_NAMED)
                .forEach(rule -> errors.forbidden(
                        rule.path,
                        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        errors.forbidden(
                path,
                complaint(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        SCHEMA_LIMIT));
    }

    private static String complaint(String what, long cost, long limit) {
        double factor = new Range(0, cost).mostAsDouble() / limit;
        var shown = factor > 100
                ? "more than 100x"
                : factor < 1.5 ? String.format("%fx", factor) : String.format("%.1fx", factor);
        return what + " exceeds budget by factor of " + shown
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
