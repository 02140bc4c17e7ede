package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.Val;

/** {@code a.or(b)} and {@code a.orValue(b)}: the second is evaluated only if the first holds nothing; free of charge. */
record OrElseNode(Node first, Node second, boolean value) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        var optional = first.evaluate(scope);
        if (!(optional instanceof OptionalVal(var held))) {
            return optional;
        }
        if (held == null) {
            return second.evaluate(scope);
        }
        return value ? held : optional;
    }
}
