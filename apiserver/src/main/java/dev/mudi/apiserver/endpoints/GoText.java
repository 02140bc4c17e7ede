package dev.mudi.apiserver.endpoints;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.stream.Collectors;

/** A value as Go's {@code fmt} prints it ({@code %v}): {@code map[data:map[a:1] list:[x y]]}. */
final class GoText {
    private GoText() {}

    static String of(Value value) {
        return switch (value) {
            case StringValue(var text) -> text;
            case IntegerValue(var number) -> Long.toString(number);
            case DecimalValue(var number) -> Double.toString(number);
            case BooleanValue(var truth) -> Boolean.toString(truth);
            case NullValue ignored -> "<nil>";
            case ArrayValue list -> list.items().stream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
            case ObjectValue object ->
                object.names().stream()
                        .sorted()
                        .map(name -> name + ":" + of(object.get(name).orElse(NullValue.NULL)))
                        .collect(Collectors.joining(" ", "map[", "]"));
        };
    }
}
