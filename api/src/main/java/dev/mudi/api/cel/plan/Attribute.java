package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.List;

/** A variable, a value or a choice, and the path of fields and items from there. */
abstract sealed class Attribute implements Node {
    private final List<Qualifier> path = new ArrayList<>();

    /** While the plan is made: goes one step further. */
    void add(Qualifier qualifier) {
        path.add(qualifier);
    }

    @Override
    public Val evaluate(Scope scope) {
        var value = resolve(scope);
        scope.tracker().spend(1);
        return value;
    }

    /** The value, without the charge for the attribute itself. */
    abstract Val resolve(Scope scope);

    /** Goes the path from a value. */
    Val follow(Val start, Scope scope) {
        var here = start;
        boolean optional = false;
        if (here instanceof OptionalVal(var held)) {
            if (held == null) {
                return here;
            }
            here = held.raw();
            optional = true;
        }
        for (var qualifier : path) {
            optional = optional || qualifier.isOptional();
            var next = optional ? qualifier.ifPresent(here, scope) : qualifier.of(here, scope);
            if (next == null) {
                return OptionalVal.NONE;
            }
            if (next.isError()) {
                return next;
            }
            here = next;
        }
        return optional ? OptionalVal.of(here) : here;
    }

    /** From a variable. */
    static final class Variable extends Attribute {
        private final String name;

        Variable(String name) {
            this.name = name;
        }

        @Override
        Val resolve(Scope scope) {
            var value = scope.find(name).orElseGet(() -> new ErrorVal("no such attribute(s): " + name));
            return value.isError() ? value : follow(value, scope);
        }
    }

    /** From what another node computes. */
    static final class Relative extends Attribute {
        private final Node operand;

        Relative(Node operand) {
            this.operand = operand;
        }

        @Override
        Val resolve(Scope scope) {
            var value = operand.evaluate(scope);
            return value.isError() ? value : follow(value, scope);
        }
    }

    /** From one of two, which goes on along the same path. */
    static final class Conditional extends Attribute {
        private final Node condition;
        private final Attribute truthy;
        private final Attribute falsy;

        Conditional(Node condition, Attribute truthy, Attribute falsy) {
            this.condition = condition;
            this.truthy = truthy;
            this.falsy = falsy;
        }

        @Override
        void add(Qualifier qualifier) {
            truthy.add(qualifier);
            falsy.add(qualifier);
        }

        @Override
        public Val evaluate(Scope scope) {
            return resolve(scope);
        }

        @Override
        Val resolve(Scope scope) {
            var value = condition.evaluate(scope);
            if (value instanceof BoolVal(var truth)) {
                return (truth ? truthy : falsy).resolve(scope);
            }
            return value.isError() ? value : ErrorVal.NO_SUCH_OVERLOAD;
        }
    }

    /** Whether the last step of a path is there, taken as a value: the branch of a choice. */
    static final class Presence extends Attribute {
        private final PresenceNode node;

        Presence(PresenceNode node) {
            this.node = node;
        }

        @Override
        Val resolve(Scope scope) {
            return node.resolve(scope);
        }
    }
}
