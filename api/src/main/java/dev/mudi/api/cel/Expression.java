package dev.mudi.api.cel;

import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.cost.CostEstimator;
import dev.mudi.api.cel.cost.Range;
import dev.mudi.api.cel.cost.SizeSource;
import dev.mudi.api.cel.plan.PlanException;
import dev.mudi.api.cel.plan.Program;
import dev.mudi.api.cel.type.CelType;

/** An expression that was read and checked. Immutable. */
public final class Expression {
    private final Checked checked;

    Expression(Checked checked) {
        this.checked = checked;
    }

    /** The type of its value. */
    public CelType type() {
        return checked.typeOf(checked.root());
    }

    /** Whether a variable of this name occurs in it. */
    public boolean uses(String variable) {
        return checked.variables().contains(variable);
    }

    /** What it costs at least and at most, for data of these sizes. */
    public Range cost(SizeSource sizes) {
        return CostEstimator.estimate(checked, sizes);
    }

    /** What evaluates it. */
    public Program program() throws PlanException {
        return Program.of(checked);
    }
}
