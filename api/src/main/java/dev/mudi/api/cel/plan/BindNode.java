package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.Val;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A name for a value, which is computed when it is first asked for: a loop over nothing, as macros make it. */
record BindNode(String name, Node value, Node result) implements Node {
    @Override
    public Val evaluate(Scope scope) {
        return result.evaluate(new Scope(scope.tracker()) {
            private @Nullable Val known;

            @Override
            Optional<Val> find(String asked) {
                if (!asked.equals(name)) {
                    return scope.find(asked);
                }
                var bound = known;
                if (bound == null) {
                    bound = value.evaluate(scope);
                    known = bound;
                }
                return Optional.of(bound);
            }
        });
    }
}
