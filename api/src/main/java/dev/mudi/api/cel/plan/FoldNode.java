package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.GrowingList;
import dev.mudi.api.cel.value.GrowingMap;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.TypeVal;
import dev.mudi.api.cel.value.Val;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loop. The accumulator's first value is computed when it is first asked for. */
record FoldNode(Node range, List<String> variables, String accumulator, Node init, Body body) implements Node {

    /** What is done with each item, and at the end. */
    record Body(Node condition, Node next, Node result) {}

    @Override
    public Val evaluate(Scope scope) {
        var over = range.evaluate(scope);
        if (over.isError()) {
            return over;
        }
        var inner = new Inner(scope);
        switch (over) {
            case ListVal list -> {
                for (long i = 0; i < list.size(); i++) {
                    boolean two = variables.size() > 1;
                    if (!inner.step(two ? new IntVal(i) : list.get(i), two ? list.get(i) : null)) {
                        break;
                    }
                }
            }
            case MapVal map -> {
                for (var key : map.keys()) {
                    var value = variables.size() > 1 ? map.find(key) : null;
                    if (!inner.step(key, value)) {
                        break;
                    }
                }
            }
            default -> {
                return new ErrorVal("got '" + goType(over) + "', expected iterable type");
            }
        }
        return inner.result();
    }

    /** What upstream calls the type of a value that is no range. */
    private static String goType(Val value) {
        return switch (value) {
            case OptionalVal ignored -> "*types.Optional";
            case TypeVal ignored -> "*types.Type";
            case OpaqueVal opaque -> opaque.type().name();
            default -> "types." + value.getClass().getSimpleName().replace("Val", "");
        };
    }

    /** What the steps of the loop see. */
    private final class Inner extends Scope {
        private final Scope outer;
        private @Nullable Val accumulated;
        private @Nullable Val first;
        private @Nullable Val second;

        Inner(Scope outer) {
            super(outer.tracker());
            this.outer = outer;
        }

        boolean step(Val one, @Nullable Val two) {
            tracker().round();
            first = one;
            second = two;
            if (body.condition().evaluate(this).equals(BoolVal.FALSE)) {
                return false;
            }
            accumulated = body.next().evaluate(this);
            return true;
        }

        Val result() {
            first = null;
            second = null;
            var result = body.result().evaluate(this);
            return switch (result) {
                case GrowingList list -> list.finished();
                case GrowingMap map -> map.finished();
                default -> result;
            };
        }

        @Override
        Optional<Val> find(String name) {
            if (name.equals(accumulator)) {
                return Optional.of(accumulated());
            }
            if (first != null && name.equals(variables.getFirst())) {
                return Optional.of(first);
            }
            if (second != null && name.equals(variables.getLast())) {
                return Optional.of(second);
            }
            return outer.find(name);
        }

        private Val accumulated() {
            var known = accumulated;
            if (known == null) {
                var made = init.evaluate(outer);
                known = switch (made) {
                    case ListVal list when list.size() == 0 -> new GrowingList();
                    case MapVal map when map.size() == 0 -> new GrowingMap();
                    default -> made;
                };
                accumulated = known;
            }
            return known;
        }
    }
}
