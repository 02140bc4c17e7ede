package dev.mudi.api.jsonschema;

import dev.mudi.api.field.FieldError.Kind;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks values against schemas, with upstream's wording and order (kube-openapi, validation/validate). Paths in texts start at the
 * value that is checked; fields of errors at the object. For one value.
 */
public final class ValueValidation {
    /** How upstream shows the place of a complaint about a whole value. */
    private static final String NOWHERE = "<nil>";

    private static final Set<String> NUMBER_FORMATS = Set.of("int32", "int64", "float", "double");

    private final FieldErrors errors;
    private final String prefix;

    /** How many checks were passed: of several schemas that do not fit, the one that fits best is explained. */
    private int matches;

    /** Complaints go to the errors. */
    public ValueValidation(FieldErrors errors) {
        this(errors, "");
    }

    private ValueValidation(FieldErrors errors, String prefix) {
        this.errors = errors;
        this.prefix = prefix;
    }

    /** Checks a whole object; its metadata is not the schema's. */
    public void validate(ObjectValue object, ObjectValue schema) {
        var others = schema.object("properties").without("metadata");
        value(object, schema.with("properties", others), "");
    }

    /** Checks a value that stands at a place of its own against its schema. */
    public static void validate(Value value, ObjectValue schema, FieldPath place, FieldErrors errors) {
        new ValueValidation(errors, place.toString()).value(value, schema, "");
    }

    /** Checks the status of an object alone. */
    public void validateStatus(ObjectValue object, ObjectValue schema) {
        var status = schema.object("properties").get("status");
        if (object.has("status") && status.orElse(NullValue.NULL) instanceof ObjectValue type) {
            new ValueValidation(errors, "status").value(object.get("status").orElseThrow(), type, "");
        }
    }

    private FieldPath field(String path) {
        var inner = path.startsWith(".") ? path.substring(1) : path;
        if (inner.isEmpty()) {
            return FieldPath.of(prefix.isEmpty() ? NOWHERE : prefix);
        }
        return FieldPath.of(prefix.isEmpty() ? inner : prefix + "." + inner);
    }

    private void value(Value value, ObjectValue schema, String path) {
        type(value, schema, path);
        if (value instanceof NullValue) {
            enumerated(value, schema, path);
            return;
        }
        new SchemaJunctions(schema, path).check(value);
        if (value instanceof StringValue(var text)) {
            text(text, schema, path);
        }
        if (value instanceof IntegerValue || value instanceof DecimalValue) {
            new NumberRange(schema, path).check(value);
        }
        if (value instanceof ArrayValue array) {
            array(array, schema, path);
        }
        enumerated(value, schema, path);
        if (value instanceof ObjectValue object) {
            object(object, schema, path);
        }
        matches++;
    }

    private void type(Value value, ObjectValue schema, String path) {
        var types = types(schema);
        var actual = value.typeName();
        if (types.isEmpty()) {
            return;
        }
        matches++;
        boolean isNull = value instanceof NullValue;
        boolean whole = value instanceof DecimalValue(var number) && SchemaNumbers.isWhole(number);
        boolean fits = isNull
                ? schema.bool("nullable")
                : types.contains(actual)
                        || (whole && types.contains("integer"))
                        || (value instanceof IntegerValue && types.contains("number"));
        var format = schema.string("format");
        boolean formatted = Formats.isKnown(format) || NUMBER_FORMATS.contains(format);
        boolean byFormat = (value instanceof StringValue || value instanceof ArrayValue)
                && Formats.isKnown(format)
                && !types.contains("integer")
                && !types.contains("number");
        if (fits || byFormat) {
            matches++;
        } else if (formatted && !isNull && !(value instanceof StringValue) && !(value instanceof ArrayValue)) {
            mistyped(path, format, formatOf(value));
        } else {
            mistyped(path, String.join(",", types), actual);
        }
    }

    /** The format that a value has by itself, which messages name where the schema names a format. */
    private static String formatOf(Value value) {
        return switch (value) {
            case IntegerValue ignored -> "int64";
            case DecimalValue ignored -> "float64";
            default -> "";
        };
    }

    private void mistyped(String path, String wanted, String actual) {
        var shown = FieldErrors.shown(Value.of(actual));
        errors.add(
                Kind.TYPE_INVALID,
                field(path),
                "Invalid value: " + shown + ": " + shownPath(path) + " in body must be of type " + wanted + ": "
                        + shown);
    }

    private static String shownPath(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private static List<String> types(ObjectValue schema) {
        if (schema.bool("x-kubernetes-int-or-string")) {
            return List.of("integer", "string");
        }
        var type = schema.string("type");
        return type.isEmpty() ? List.of() : List.of(type);
    }

    private void enumerated(Value value, ObjectValue schema, String path) {
        var allowed = schema.array("enum");
        if (allowed.isEmpty()) {
            return;
        }
        if (allowed.items().stream().anyMatch(one -> isSame(one, value))) {
            matches++;
            return;
        }
        errors.notSupported(
                field(path),
                value,
                allowed.items().stream()
                        .map(one -> one instanceof StringValue(var text) ? text : FieldErrors.shown(one))
                        .toList());
    }

    private static boolean isSame(Value one, Value other) {
        var left = SchemaNumbers.decimal(one);
        return left.isPresent() ? left.equals(SchemaNumbers.decimal(other)) : one.equals(other);
    }

    private void object(ObjectValue object, ObjectValue schema, String path) {
        whole(schema, "minProperties")
                .filter(least -> object.size() < least)
                .ifPresent(least ->
                        complain(path, Value.of(object.size()), "should have at least " + least + " properties"));
        whole(schema, "maxProperties")
                .filter(most -> object.size() > most)
                .ifPresent(most -> errors.tooMany(field(path), object.size(), most.intValue()));
        var properties = schema.object("properties");
        if (schema.get("additionalProperties").orElse(NullValue.NULL) instanceof ObjectValue others) {
            object.forEach((name, value) -> {
                if (!properties.has(name)) {
                    value(value, others, path + "." + name);
                }
            });
        }
        properties
                .names()
                .forEach(name ->
                        object.get(name).ifPresent(value -> value(value, properties.object(name), path + "." + name)));
        schema.array("required")
                .strings()
                .filter(name -> !object.has(name))
                .forEach(name -> errors.required(field(path + "." + name), ""));
        matches++;
    }

    private void array(ArrayValue array, ObjectValue schema, String path) {
        if (schema.get("items").orElse(NullValue.NULL) instanceof ObjectValue items) {
            for (int i = 0; i < array.size(); i++) {
                value(array.get(i), items, path + "[" + i + "]");
            }
        }
        whole(schema, "minItems")
                .filter(least -> array.size() < least)
                .ifPresent(least -> complain(path, Value.of(array.size()), "should have at least " + least + " items"));
        whole(schema, "maxItems")
                .filter(most -> array.size() > most)
                .ifPresent(most -> errors.tooMany(field(path), array.size(), most.intValue()));
        if (schema.bool("uniqueItems")
                && List.copyOf(array.items()).stream().distinct().count() < array.size()) {
            complain(path, Value.of(""), "shouldn't contain duplicates");
        }
        matches++;
    }

    /** Of these only the first complaint counts. */
    private void text(String text, ObjectValue schema, String path) {
        int length = text.codePointCount(0, text.length());
        var most = whole(schema, "maxLength").filter(limit -> length > limit);
        var least = whole(schema, "minLength").filter(limit -> length < limit);
        var pattern = schema.string("pattern");
        if (most.isPresent()) {
            errors.tooLong(field(path), most.get().intValue());
        } else if (least.isPresent()) {
            complain(path, Value.of(text), "should be at least " + least.get() + " chars long");
        } else if (!pattern.isEmpty() && !Patterns.matches(text, pattern)) {
            complain(path, Value.of(text), "should match '" + pattern + "'");
        } else {
            matches++;
        }
        var format = schema.string("format");
        if (!format.isEmpty() && !Formats.isOf(text, format)) {
            var shown = FieldErrors.shown(Value.of(text));
            errors.add(
                    Kind.TYPE_INVALID,
                    field(path),
                    "Invalid value: " + shown + ": " + shownPath(path) + " in body must be of type " + format + ": "
                            + shown);
        }
    }

    private void complain(String path, Value value, String rule) {
        errors.invalid(field(path), value, shownPath(path) + " in body " + rule);
    }

    /** A complaint that upstream makes about nothing in particular. */
    private void complainAtLarge(String text) {
        errors.invalid(field(""), Value.of(""), text);
    }

    private static Optional<Long> whole(ObjectValue schema, String name) {
        return schema.get(name).orElse(NullValue.NULL) instanceof IntegerValue(var limit)
                ? Optional.of(limit)
                : Optional.empty();
    }

    /** The limits of a number. A whole number is compared with what is whole of a limit. */
    private final class NumberRange {
        private final ObjectValue schema;
        private final String path;

        private NumberRange(ObjectValue schema, String path) {
            this.schema = schema;
            this.path = path;
        }

        private void check(Value value) {
            SchemaNumbers.outOfRange(value, schema.string("type"), schema.string("format"))
                    .ifPresent(wanted ->
                            complainAtLarge("Checked value must be of type " + wanted + " in " + shownPath(path)));
            multiple(value);
            bound(value, "minimum", "exclusiveMinimum", 1, "greater");
            bound(value, "maximum", "exclusiveMaximum", -1, "less");
            matches += 2;
        }

        private void multiple(Value value) {
            var limit = limit(value, "multipleOf", "MultipleOf");
            if (limit.isEmpty()) {
                return;
            }
            var step = limit.get();
            if (SchemaNumbers.decimal(step).orElseThrow().signum() <= 0) {
                errors.invalid(
                        field(path),
                        step,
                        "factor MultipleOf declared for " + shownPath(path) + " must be positive: "
                                + SchemaNumbers.shown(step));
            } else if (!SchemaNumbers.isMultiple(value, step)) {
                complain(path, value, "should be a multiple of " + SchemaNumbers.shown(step));
            }
        }

        /** A limit that is not of the type of the number is complained of, and holds as it stands. */
        private Optional<Value> limit(Value value, String name, String shown) {
            var given = schema.get(name);
            var wanted = given.flatMap(
                    limit -> SchemaNumbers.outOfRange(limit, schema.string("type"), schema.string("format")));
            wanted.ifPresent(
                    type -> complainAtLarge(shown + " value must be of type " + type + " in " + shownPath(path)));
            return wanted.isPresent() ? given : given.flatMap(limit -> SchemaNumbers.limitFor(value, limit));
        }

        private void bound(Value value, String limit, String exclusive, int side, String word) {
            limit(value, limit, side > 0 ? "Minimum boundary" : "Maximum boundary")
                    .ifPresent(given -> {
                        int order = side * SchemaNumbers.compare(value, given);
                        boolean strict = schema.bool(exclusive);
                        if (strict ? order <= 0 : order < 0) {
                            complain(
                                    path,
                                    value,
                                    "should be " + word + " than " + (strict ? "" : "or equal to ")
                                            + SchemaNumbers.shown(given));
                        }
                    });
        }
    }

    /** Several schemas for one value. */
    private final class SchemaJunctions {
        private final ObjectValue schema;
        private final String path;

        /** What one of the schemas says of the value. */
        private record Trial(FieldErrors found, int matches) {
            boolean passed() {
                return found.isEmpty();
            }
        }

        private SchemaJunctions(ObjectValue schema, String path) {
            this.schema = schema;
            this.path = path;
        }

        private Trial trial(Value value, ObjectValue one) {
            var found = new FieldErrors();
            var inner = new ValueValidation(found, prefix);
            inner.value(value, one, path);
            return new Trial(found, inner.matches);
        }

        private List<Trial> trials(Value value, String junction) {
            return schema.array(junction)
                    .objects()
                    .map(one -> trial(value, one))
                    .toList();
        }

        private void check(Value value) {
            var quoted = "\"" + shownPath(path) + "\"";
            any(trials(value, "anyOf"), quoted);
            one(trials(value, "oneOf"), quoted);
            all(trials(value, "allOf"), quoted);
            if (schema.get("not").orElse(NullValue.NULL) instanceof ObjectValue not
                    && trial(value, not).passed()) {
                complainAtLarge(quoted + " must not validate the schema (not)");
            }
            matches++;
        }

        private void any(List<Trial> trials, String quoted) {
            var passed = trials.stream().filter(Trial::passed).findFirst();
            if (trials.isEmpty()) {
                return;
            }
            if (passed.isPresent()) {
                matches += passed.get().matches;
            } else {
                complainAtLarge(quoted + " must validate at least one schema (anyOf)");
                explain(trials);
            }
        }

        private void one(List<Trial> trials, String quoted) {
            if (trials.isEmpty()) {
                return;
            }
            long passed = trials.stream().filter(Trial::passed).count();
            if (passed != 1) {
                complainAtLarge(quoted + " must validate one and only one schema (oneOf). Found "
                        + (passed == 0 ? "none valid" : passed + " valid alternatives"));
            }
            if (passed == 0) {
                explain(trials);
            }
        }

        private void all(List<Trial> trials, String quoted) {
            trials.forEach(trial -> {
                matches += trial.matches;
                add(trial);
            });
            long passed = trials.stream().filter(Trial::passed).count();
            if (passed < trials.size()) {
                complainAtLarge(
                        quoted + " must validate all the schemas (allOf)" + (passed == 0 ? ". None validated" : ""));
            }
        }

        /** Adds what is wrong by the schema that fits best, the first of these. */
        private void explain(List<Trial> trials) {
            var best = trials.getFirst();
            for (var trial : trials) {
                best = trial.matches > best.matches ? trial : best;
            }
            add(best);
        }

        private void add(Trial trial) {
            trial.found.list().forEach(error -> errors.add(error.kind(), FieldPath.of(error.field()), error.body()));
        }
    }
}
