package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.library.TooLargeException;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.Val;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** An expression ready to be evaluated, any number of times and by several threads at once. Immutable. */
public final class Program {
    static final Scope NO_VARIABLES = new Scope(new Tracker(Long.MAX_VALUE, () -> false)) {
        @Override
        Optional<Val> find(String name) {
            return Optional.empty();
        }
    };

    private final Node root;

    private Program(Node root) {
        this.root = root;
    }

    /** The program of an expression. */
    public static Program of(Checked checked) throws PlanException {
        return new Program(Planner.plan(checked));
    }

    /**
     * What came of an evaluation.
     *
     * @param value the value; an error if it failed
     * @param cost what it cost
     * @param cancelled whether it was ended because it cost more than it may
     */
    public record Outcome(Val value, long cost, boolean cancelled) {}

    /**
     * Evaluates the expression.
     *
     * @param variables the values of variables by their names; empty for none
     * @param limit what it may cost at most
     * @param interrupted asked in each round of a loop whether to give up
     */
    public Outcome evaluate(Function<String, Optional<Val>> variables, long limit, BooleanSupplier interrupted) {
        var tracker = new Tracker(limit, interrupted);
        var scope = new Scope(tracker) {
            @Override
            Optional<Val> find(String name) {
                return variables.apply(name);
            }
        };
        try {
            return new Outcome(root.evaluate(scope), tracker.cost(), false);
        } catch (Tracker.LimitException e) {
            return new Outcome(new ErrorVal(String.valueOf(e.getMessage())), tracker.cost(), true);
        } catch (TooLargeException e) {
            return new Outcome(new ErrorVal("operation cancelled: actual cost limit exceeded"), tracker.cost(), true);
        } catch (StackOverflowError e) {
            return new Outcome(new ErrorVal("expression nests too deeply"), tracker.cost(), false);
        }
    }
}
