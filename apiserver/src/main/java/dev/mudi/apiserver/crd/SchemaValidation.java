package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldError.Kind;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks values against schemas, with upstream's wording (kube-openapi, validation/validate). Stateless but for what it found. */
final class SchemaValidation {
    private final FieldErrors errors;

    SchemaValidation(FieldErrors errors) {
        this.errors = errors;
    }

    /** Checks the fields of a whole object; its metadata is not the schema's. */
    void validate(ObjectValue object, ObjectValue schema) {
        required(object, schema, FieldPath.ROOT);
        var properties = schema.object("properties");
        properties.names().stream()
                .filter(name -> !name.equals("metadata"))
                .forEach(name -> object.get(name)
                        .ifPresent(value -> validate(value, properties.object(name), FieldPath.of(name))));
    }

    private void validate(Value value, ObjectValue schema, FieldPath path) {
        if (value instanceof NullValue && schema.bool("nullable")) {
            return;
        }
        if (!hasType(value, schema)) {
            var wanted = schema.string("type");
            errors.add(
                    Kind.TYPE_INVALID,
                    path,
                    "Invalid value: \"" + value.typeName() + "\": " + path + " in body must be of type " + wanted
                            + ": \"" + value.typeName() + "\"");
            return;
        }
        enumerated(value, schema, path);
        switch (value) {
            case ObjectValue object -> object(object, schema, path);
            case ArrayValue array -> array(array, schema, path);
            case StringValue(var text) -> text(text, schema, path);
            case IntegerValue(var number) -> number(value, (double) number, schema, path);
            case DecimalValue(var number) -> number(value, number, schema, path);
            case BooleanValue ignored -> {}
            case NullValue ignored -> {}
        }
        combined(value, schema, path);
    }

    private static boolean hasType(Value value, ObjectValue schema) {
        if (schema.bool("x-kubernetes-int-or-string")) {
            return value instanceof IntegerValue || value instanceof StringValue;
        }
        return switch (schema.string("type")) {
            case "object" -> value instanceof ObjectValue;
            case "array" -> value instanceof ArrayValue;
            case "string" -> value instanceof StringValue;
            case "boolean" -> value instanceof BooleanValue;
            case "integer" ->
                value instanceof IntegerValue
                        || (value instanceof DecimalValue(var number) && number == Math.rint(number));
            case "number" -> value instanceof IntegerValue || value instanceof DecimalValue;
            default -> true;
        };
    }

    private void enumerated(Value value, ObjectValue schema, FieldPath path) {
        var allowed = schema.array("enum");
        if (!allowed.isEmpty() && !allowed.items().contains(value)) {
            errors.notSupported(
                    path,
                    value,
                    allowed.items().stream()
                            .map(one -> one instanceof StringValue(var text) ? text : String.valueOf(one))
                            .toList());
        }
    }

    private void required(ObjectValue object, ObjectValue schema, FieldPath path) {
        schema.array("required")
                .strings()
                .filter(name -> !object.has(name))
                .forEach(name -> errors.required(path.child(name), ""));
    }

    private void object(ObjectValue object, ObjectValue schema, FieldPath path) {
        required(object, schema, path);
        var properties = schema.object("properties");
        var others = schema.object("additionalProperties");
        object.forEach((name, value) -> {
            if (properties.has(name)) {
                validate(value, properties.object(name), path.child(name));
            } else if (!others.isEmpty()) {
                validate(value, others, path.key(name));
            }
        });
        limit(schema, "minProperties")
                .filter(least -> object.size() < least)
                .ifPresent(least -> complain(path, object, "should have at least " + whole(least) + " properties"));
        limit(schema, "maxProperties")
                .filter(most -> object.size() > most)
                .ifPresent(most -> errors.tooMany(path, object.size(), most.intValue()));
    }

    private void array(ArrayValue array, ObjectValue schema, FieldPath path) {
        for (int i = 0; i < array.size(); i++) {
            validate(array.get(i), schema.object("items"), path.index(i));
        }
        limit(schema, "minItems")
                .filter(least -> array.size() < least)
                .ifPresent(least -> complain(path, array, "should have at least " + whole(least) + " items"));
        limit(schema, "maxItems")
                .filter(most -> array.size() > most)
                .ifPresent(most -> errors.tooMany(path, array.size(), most.intValue()));
        distinct(array, schema, path);
    }

    private void distinct(ArrayValue array, ObjectValue schema, FieldPath path) {
        var keys = schema.array("x-kubernetes-list-map-keys").strings().toList();
        var type = schema.string("x-kubernetes-list-type");
        boolean set = type.equals("set") || schema.bool("uniqueItems");
        if (!set && !type.equals("map")) {
            return;
        }
        var seen = new HashSet<Value>();
        for (int i = 0; i < array.size(); i++) {
            var item = set ? array.get(i) : keyOf(array.object(i), keys, schema.object("items"));
            if (!seen.add(item)) {
                errors.duplicate(path.index(i), item);
            }
        }
    }

    private static Value keyOf(ObjectValue item, List<String> keys, ObjectValue schema) {
        var key = ObjectValue.builder();
        for (var name : keys) {
            item.get(name)
                    .or(() -> schema.object("properties").object(name).get("default"))
                    .ifPresent(value -> key.put(name, value));
        }
        return key.build();
    }

    private void text(String text, ObjectValue schema, FieldPath path) {
        int length = text.codePointCount(0, text.length());
        limit(schema, "minLength")
                .filter(least -> length < least)
                .ifPresent(
                        least -> complain(path, Value.of(text), "should be at least " + whole(least) + " chars long"));
        limit(schema, "maxLength")
                .filter(most -> length > most)
                .ifPresent(most -> errors.tooLong(path, most.intValue()));
        var pattern = schema.string("pattern");
        if (!pattern.isEmpty() && !matches(text, pattern)) {
            complain(path, Value.of(text), "should match '" + pattern + "'");
        }
    }

    /** A pattern that is none matches everything: the definition should have been refused. */
    private static boolean matches(String text, String pattern) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return true;
        }
    }

    private void number(Value value, double number, ObjectValue schema, FieldPath path) {
        limit(schema, "minimum").ifPresent(least -> {
            boolean exclusive = schema.bool("exclusiveMinimum");
            if (exclusive ? number <= least : number < least) {
                complain(path, value, "should be greater than " + (exclusive ? "" : "or equal to ") + whole(least));
            }
        });
        limit(schema, "maximum").ifPresent(most -> {
            boolean exclusive = schema.bool("exclusiveMaximum");
            if (exclusive ? number >= most : number > most) {
                complain(path, value, "should be less than " + (exclusive ? "" : "or equal to ") + whole(most));
            }
        });
        limit(schema, "multipleOf")
                .filter(step -> number / step != Math.rint(number / step))
                .ifPresent(step -> complain(path, value, "should be a multiple of " + whole(step)));
    }

    private void combined(Value value, ObjectValue schema, FieldPath path) {
        schema.array("allOf").objects().forEach(all -> validate(value, all, path));
        long any = matching(value, schema.array("anyOf"), path);
        if (!schema.array("anyOf").isEmpty() && any == 0) {
            complain(path, value, "must validate at least one schema (anyOf)");
        }
        long one = matching(value, schema.array("oneOf"), path);
        if (!schema.array("oneOf").isEmpty() && one != 1) {
            complain(path, value, "must validate one and only one schema (oneOf)");
        }
        var not = schema.object("not");
        if (!not.isEmpty() && matching(value, ArrayValue.of(not), path) > 0) {
            complain(path, value, "must not validate the schema (not)");
        }
    }

    private static long matching(Value value, ArrayValue schemas, FieldPath path) {
        return schemas.objects()
                .filter(schema -> {
                    var found = new FieldErrors();
                    new SchemaValidation(found).validate(value, schema, path);
                    return found.isEmpty();
                })
                .count();
    }

    private void complain(FieldPath path, Value value, String rule) {
        errors.invalid(path, value, path + " in body " + rule);
    }

    private static Optional<Double> limit(ObjectValue schema, String name) {
        return schema.get(name).flatMap(value -> switch (value) {
            case IntegerValue(var number) -> Optional.of((double) number);
            case DecimalValue(var number) -> Optional.of(number);
            default -> Optional.<Double>empty();
        });
    }

    private static String whole(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
