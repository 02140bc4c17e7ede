package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.Numbers;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.Val;
import org.jspecify.annotations.Nullable;

/** One step of a path: a field, a key or an index. */
final class Qualifier {
    private final Node key;
    private final boolean optional;

    /** A step whose key is a constant or computed; an attribute as key is not charged for itself. */
    Qualifier(Node key, boolean optional) {
        this.key = key;
        this.optional = optional;
    }

    boolean isOptional() {
        return optional;
    }

    private Val key(Scope scope) {
        return key instanceof Attribute attribute ? attribute.resolve(scope) : key.evaluate(scope);
    }

    /** What is there, or the error that nothing is. */
    Val of(Val from, Scope scope) {
        var at = key(scope);
        var found = at.isError() ? at : look(from, at, false);
        scope.tracker().spend(1);
        return found == null ? new ErrorVal("no such key: " + Shown.of(at)) : found;
    }

    /** What is there, null if nothing is. */
    @Nullable
    Val ifPresent(Val from, Scope scope) {
        var at = key(scope);
        var found = at.isError() ? at : look(from, at, true);
        if (found != null && !found.isError()) {
            scope.tracker().spend(1);
        }
        return found;
    }

    /** Whether something is there; an error if that cannot be said. */
    Val test(Val from, Scope scope) {
        var found = look(from, key(scope), true);
        scope.tracker().spend(1);
        return found != null && found.isError() ? found : BoolVal.of(found != null);
    }

    private static @Nullable Val look(Val from, Val at, boolean test) {
        return switch (from) {
            case ErrorVal ignored -> from;
            case MapVal map -> map.find(at);
            case ListVal list -> {
                var index = Numbers.index(at);
                boolean outside = index.isPresent() && (index.get() < 0 || index.get() >= list.size());
                yield test && outside ? null : list.at(at);
            }
            default -> null;
        };
    }
}
