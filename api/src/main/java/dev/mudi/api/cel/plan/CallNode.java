package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.library.Function;
import dev.mudi.api.cel.value.Val;
import java.util.List;

/**
 * A function or an operator.
 *
 * @param function its name
 * @param overload the way it is called, empty if only the values can tell
 * @param body what it does
 * @param eager whether all arguments are evaluated even if one is an error, as operators do
 */
record CallNode(String function, String overload, Function body, boolean eager, List<Node> arguments) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        var values = new Val[arguments.size()];
        Val error = null;
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).evaluate(scope);
            if (values[i].isError() && error == null) {
                error = values[i];
                if (!eager && i < values.length - 1) {
                    return error;
                }
            }
        }
        var result = error == null ? body.apply(values) : error;
        scope.tracker()
                .spend(CallCosts.of(
                        function, overload, values, result, scope.tracker().limit()));
        return result;
    }
}
