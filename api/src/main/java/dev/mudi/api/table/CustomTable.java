package dev.mudi.api.table;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.PrinterColumn;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The table of a custom resource: the columns that its definition states, found by JSONPath. */
final class CustomTable {
    private CustomTable() {}

    static Table of(List<PrinterColumn> columns) {
        var table = Table.named();
        for (var column : columns) {
            var description = column.description().isEmpty()
                    ? "Custom resource definition column (in JSONPath format): " + column.jsonPath()
                    : column.description();
            table.column(
                    new Column(column.name(), column.type(), column.format(), column.priority(), description),
                    cell(column));
        }
        return table.build();
    }

    /** A path that is malformed finds nothing; the definition was validated when it was made. */
    private static Cell cell(PrinterColumn column) {
        try {
            var path = JsonPath.parse(column.jsonPath());
            return (object, ages) -> path.first(object)
                    .map(value -> shown(value, column.type(), ages))
                    .orElse(NullValue.NULL);
        } catch (MalformedException e) {
            return (object, ages) -> NullValue.NULL;
        }
    }

    private static Value shown(Value value, String type, Ages ages) {
        return switch (type) {
            case "string" -> value instanceof NullValue ? value : Value.of(text(value));
            case "integer" ->
                value instanceof DecimalValue(var number)
                        ? Value.of((long) number)
                        : only(value, value instanceof IntegerValue);
            case "number" -> only(value, value instanceof IntegerValue || value instanceof DecimalValue);
            case "boolean" -> only(value, value instanceof BooleanValue);
            case "date" -> value instanceof StringValue(var moment) ? Value.of(since(moment, ages)) : NullValue.NULL;
            default -> NullValue.NULL;
        };
    }

    private static Value only(Value value, boolean fits) {
        return fits ? value : NullValue.NULL;
    }

    private static String since(String moment, Ages ages) {
        return Cells.moment(moment).isEmpty() ? "<invalid>" : Cells.since(moment, ages);
    }

    /** A value as text: texts as they are, structures as JSON. */
    static String text(Value value) {
        return switch (value) {
            case StringValue(var text) -> text;
            case IntegerValue(var number) -> Long.toString(number);
            case BooleanValue(var truth) -> Boolean.toString(truth);
            case DecimalValue decimal -> json(decimal);
            case NullValue nothing -> json(nothing);
            case ObjectValue object -> json(object);
            case ArrayValue array -> json(array);
        };
    }

    private static String json(Value value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
