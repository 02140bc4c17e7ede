package dev.mudi.api.openapi;

import dev.mudi.api.schema.Leaf;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Optional;

/** How OpenAPI writes the types without fields: in place, or as named types of their own. */
final class LeafTypes {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    private LeafTypes() {}

    /** The name of a leaf that is a type of its own. */
    static Optional<String> name(Leaf leaf) {
        return switch (leaf) {
            case STRING, BYTES, INT32, INT64, DOUBLE, BOOLEAN -> Optional.empty();
            case TIME -> Optional.of(META + "Time");
            case MICRO_TIME -> Optional.of(META + "MicroTime");
            case DURATION -> Optional.of(META + "Duration");
            case FIELDS_V1 -> Optional.of(META + "FieldsV1");
            case QUANTITY -> Optional.of("io.k8s.apimachinery.pkg.api.resource.Quantity");
            case INT_OR_STRING -> Optional.of("io.k8s.apimachinery.pkg.util.intstr.IntOrString");
            case RAW_EXTENSION -> Optional.of("io.k8s.apimachinery.pkg.runtime.RawExtension");
            case ANY, SCALAR -> Optional.of(EXTENSIONS + "JSON");
            case SCHEMA_OR_ARRAY -> Optional.of(EXTENSIONS + "JSONSchemaPropsOrArray");
            case SCHEMA_OR_BOOL -> Optional.of(EXTENSIONS + "JSONSchemaPropsOrBool");
            case SCHEMA_OR_STRINGS -> Optional.of(EXTENSIONS + "JSONSchemaPropsOrStringArray");
        };
    }

    /** What the type is. */
    static ObjectValue definition(Leaf leaf, Dialect dialect) {
        return switch (leaf) {
            case STRING -> type("string", "");
            case BYTES -> type("string", "byte");
            case INT32 -> type("integer", "int32");
            case INT64 -> type("integer", "int64");
            case DOUBLE -> type("number", "double");
            case BOOLEAN -> type("boolean", "");
            case TIME -> described(type("string", "date-time"), "A moment (RFC 3339), in whole seconds.");
            case MICRO_TIME -> described(type("string", "date-time"), "A moment (RFC 3339), in microseconds.");
            case DURATION -> described(type("string", ""), "A length of time, such as 1h30m.");
            case FIELDS_V1 -> described(type("object", ""), "A set of fields, as a tree of their names.");
            case RAW_EXTENSION -> described(type("object", ""), "An object of any type.");
            case QUANTITY ->
                described(
                        oneOf(dialect, type("string", ""), "string", "number"), "An amount, such as 100m, 1.5 or 2Gi.");
            case INT_OR_STRING ->
                described(
                        oneOf(dialect, type("string", "int-or-string"), "integer", "string"),
                        "A number or a text, such as 8080, http or 25%.");
            case ANY, SCALAR -> described(ObjectValue.EMPTY, "Any value.");
            case SCHEMA_OR_ARRAY -> described(ObjectValue.EMPTY, "A JSON schema, or a list of them.");
            case SCHEMA_OR_BOOL -> described(ObjectValue.EMPTY, "A JSON schema, or true or false.");
            case SCHEMA_OR_STRINGS -> described(ObjectValue.EMPTY, "A JSON schema, or a list of names.");
        };
    }

    /** The zero value of what Go has built in. */
    static Optional<Value> zero(Leaf leaf) {
        return switch (leaf) {
            case STRING -> Optional.of(Value.of(""));
            case INT32, INT64, DOUBLE -> Optional.of(Value.of(0));
            case BOOLEAN -> Optional.of(BooleanValue.FALSE);
            default -> Optional.empty();
        };
    }

    private static ObjectValue described(ObjectValue type, String description) {
        return type.with("description", description);
    }

    static ObjectValue type(String type, String format) {
        return ObjectValue.builder()
                .put("type", type)
                .putIfPresent("format", format)
                .build();
    }

    private static ObjectValue oneOf(Dialect dialect, ObjectValue otherwise, String... types) {
        if (dialect == Dialect.V2) {
            return otherwise;
        }
        var choices = ArrayValue.EMPTY;
        for (var type : types) {
            choices = choices.plus(type(type, ""));
        }
        var format = otherwise.get("format");
        var choice = ObjectValue.of("oneOf", choices);
        return format.map(text -> choice.with("format", text)).orElse(choice);
    }
}
