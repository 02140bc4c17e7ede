package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.Val;

/** A value known when the plan was made; it costs nothing. */
record ConstantNode(Val value) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        return value;
    }
}
