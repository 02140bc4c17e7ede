package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.Val;

/** {@code has(a.b)}: whether the last step of a path is there. */
record PresenceNode(Attribute operand, Qualifier last) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        return resolve(scope);
    }

    Val resolve(Scope scope) {
        var from = operand.resolve(scope);
        if (from.isError()) {
            return from;
        }
        if (from instanceof OptionalVal(var held)) {
            return held == null ? BoolVal.FALSE : last.test(held, scope);
        }
        return last.test(from, scope);
    }
}
