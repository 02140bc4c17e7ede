package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.PlainList;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.List;

/** A list, of items some of which may be missing. */
record ItemsNode(List<Node> items, List<Boolean> optional) implements Node {
    private static final int COST = 10;

    @Override
    public Val evaluate(Scope scope) {
        var list = list(scope);
        scope.tracker().spend(COST);
        return list;
    }

    private Val list(Scope scope) {
        var values = new ArrayList<Val>(items.size());
        for (int i = 0; i < items.size(); i++) {
            var value = items.get(i).evaluate(scope);
            if (value.isError()) {
                return value;
            }
            if (!optional.get(i)) {
                values.add(value);
            } else if (!(value instanceof OptionalVal(var held))) {
                return new ErrorVal(
                        "cannot initialize optional list element from non-optional value " + Shown.of(value));
            } else if (held != null) {
                values.add(held);
            }
        }
        return new PlainList(values);
    }
}
