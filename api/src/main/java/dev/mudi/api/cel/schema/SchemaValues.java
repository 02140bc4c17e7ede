package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.NullVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.List;

/** Data as its schema describes it (apiserver, cel/common/valuesunstructured). Nothing is copied. Pure. */
final class SchemaValues {
    private SchemaValues() {}

    /** Data as a value; an error if it is not what the schema says. */
    static Val of(Value value, ObjectValue schema) {
        if (value instanceof NullValue) {
            return schema.bool("nullable")
                    ? NullVal.NULL
                    : new ErrorVal("invalid data, got null for schema with nullable=false");
        }
        if (Schemas.isEither(schema)) {
            return switch (value) {
                case StringValue(var text) -> new StringVal(text);
                case IntegerValue(var number) -> new IntVal(number);
                default -> new ErrorVal("invalid data, expected XIntOrString value to be either a string or integer");
            };
        }
        return switch (Schemas.type(schema)) {
            case "object" ->
                value instanceof ObjectValue object
                        ? new SchemaMap(object, Schemas.isEmbedded(schema) ? Schemas.withMetadata(schema) : schema)
                        : new ErrorVal("invalid data, expected a map for the provided schema with type=object");
            case "array" ->
                value instanceof ArrayValue array
                        ? list(array, schema)
                        : new ErrorVal("invalid data, expected an array for the provided schema with type=array");
            case "string" ->
                value instanceof StringValue(var text)
                        ? FormattedTexts.of(text, schema.string("format"))
                        : unexpected("string", value);
            case "number" ->
                switch (value) {
                    case IntegerValue(var number) -> new DoubleVal((double) number);
                    case DecimalValue(var number) -> new DoubleVal(number);
                    default -> unexpected("float", value);
                };
            case "integer" -> value instanceof IntegerValue(var number) ? new IntVal(number) : unexpected("int", value);
            case "boolean" -> value instanceof BooleanValue(var truth) ? BoolVal.of(truth) : unexpected("bool", value);
            default -> untyped(value, schema);
        };
    }

    private static Val list(ArrayValue array, ObjectValue schema) {
        return Schemas.items(schema)
                .<Val>map(items -> SchemaList.of(array, items, schema))
                .orElseGet(() -> new ErrorVal("invalid array type, expected Items with a non-empty Schema"));
    }

    private static Val untyped(Value value, ObjectValue schema) {
        return schema.bool("x-kubernetes-preserve-unknown-fields")
                ? new Preserved(value)
                : new ErrorVal(
                        "invalid type, expected object, array, number, integer, boolean or string, or no type with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got "
                                + Schemas.type(schema));
    }

    private static ErrorVal unexpected(String wanted, Value value) {
        var type = switch (value) {
            case StringValue ignored -> "string";
            case IntegerValue ignored -> "int64";
            case DecimalValue ignored -> "float64";
            case BooleanValue ignored -> "bool";
            case ObjectValue ignored -> "map[string]interface {}";
            case ArrayValue ignored -> "[]interface {}";
            case NullValue ignored -> "<nil>";
        };
        return new ErrorVal("invalid data, expected " + wanted + ", got " + type);
    }

    /** Data that nothing is known of: it can be compared, nothing else. */
    private record Preserved(Value data) implements OpaqueVal {
        private static final CelType TYPE = new CelType(CelType.Kind.OPAQUE, "unknown", List.of());

        @Override
        public CelType type() {
            return TYPE;
        }

        @Override
        public Val equalTo(Val other) {
            return BoolVal.of(other instanceof Preserved(var that) && that.equals(data));
        }
    }
}
