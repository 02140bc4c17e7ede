package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.jsonschema.SchemaNumbers;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.registry.ScalePaths;
import java.util.List;
import java.util.Optional;

/** Checks what the scale of an object is made of (apiextensions, customresource/validator). Stateless but for what it found. */
final class ScaleValidation {
    private final FieldErrors errors;

    ScaleValidation(FieldErrors errors) {
        this.errors = errors;
    }

    void validate(ObjectValue object, ScalePaths paths) {
        replicas(object, paths.specReplicas());
        validateStatus(object, paths);
    }

    void validateStatus(ObjectValue object, ScalePaths paths) {
        replicas(object, paths.statusReplicas());
        value(object, paths.selector())
                .filter(value -> !(value instanceof StringValue))
                .ifPresent(value -> mistyped(paths.selector(), Value.of(""), value, "string"));
    }

    private static Optional<Value> value(ObjectValue object, List<String> path) {
        return path.isEmpty()
                ? Optional.empty()
                : object.at(path.toArray(String[]::new)).filter(value -> !(value instanceof NullValue));
    }

    private void replicas(ObjectValue object, List<String> path) {
        value(object, path).ifPresent(value -> {
            if (!(value instanceof IntegerValue(var count))) {
                mistyped(path, Value.of(0), value, "int64");
            } else if (count < 0) {
                errors.invalid(place(path), count, "should be a non-negative integer");
            } else if (count > Integer.MAX_VALUE) {
                errors.invalid(place(path), count, "should be less than or equal to " + Integer.MAX_VALUE);
            }
        });
    }

    private void mistyped(List<String> path, Value shown, Value value, String wanted) {
        errors.invalid(
                place(path),
                shown,
                "." + String.join(".", path) + " accessor error: " + shown(value) + " is of the type " + goType(value)
                        + ", expected " + wanted);
    }

    private static String shown(Value value) {
        return value instanceof StringValue(var text)
                ? text
                : SchemaNumbers.decimal(value).isPresent() ? SchemaNumbers.shown(value) : FieldErrors.shown(value);
    }

    private static String goType(Value value) {
        return switch (value.typeName()) {
            case "number" -> "float64";
            case "integer" -> "int64";
            case "boolean" -> "bool";
            case "object" -> "map[string]interface {}";
            case "array" -> "[]interface {}";
            default -> value.typeName();
        };
    }

    private static FieldPath place(List<String> path) {
        return FieldPath.of("." + String.join(".", path));
    }
}
