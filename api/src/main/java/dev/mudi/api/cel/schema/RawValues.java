package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.NullVal;
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
import org.jspecify.annotations.Nullable;

/** Data as it is, without a schema. Pure. */
public final class RawValues {
    private RawValues() {}

    /** Data as a value of the expression language; objects and lists are not copied. */
    public static Val of(Value value) {
        return switch (value) {
            case StringValue(var text) -> new StringVal(text);
            case IntegerValue(var number) -> new IntVal(number);
            case DecimalValue(var number) -> new DoubleVal(number);
            case BooleanValue(var truth) -> BoolVal.of(truth);
            case NullValue ignored -> NullVal.NULL;
            case ObjectValue object -> new RawMap(object);
            case ArrayValue array -> new RawList(array);
        };
    }

    private record RawList(ArrayValue array) implements ListVal {
        @Override
        public long size() {
            return array.size();
        }

        @Override
        public Val get(long index) {
            return of(array.get((int) index));
        }
    }

    private record RawMap(ObjectValue object) implements MapVal {
        @Override
        public long size() {
            return object.size();
        }

        @Override
        public @Nullable Val find(Val key) {
            return key instanceof StringVal(var name)
                    ? object.get(name).map(RawValues::of).orElse(null)
                    : null;
        }

        @Override
        public List<Val> keys() {
            return object.names().stream()
                    .map(name -> (Val) new StringVal(name))
                    .toList();
        }
    }
}
