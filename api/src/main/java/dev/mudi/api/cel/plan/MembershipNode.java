package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.Val;

/** {@code x in ['a', 'b']}: a look into a set; free of charge. */
record MembershipNode(Node item, MapVal set) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        var value = item.evaluate(scope);
        return value.isError() ? value : BoolVal.of(set.find(value) != null);
    }
}
