package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.Val;
import java.util.List;

/** {@code &&} and {@code ||}: a term that decides outvotes errors of the others; free of charge. */
record JunctionNode(boolean decides, List<Node> terms) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        Val error = null;
        for (var term : terms) {
            var value = term.evaluate(scope);
            if (value instanceof BoolVal(var truth)) {
                if (truth == decides) {
                    return value;
                }
            } else if (error == null) {
                error = value.isError() ? value : ErrorVal.NO_SUCH_OVERLOAD;
            }
        }
        return error == null ? BoolVal.of(!decides) : error;
    }
}
