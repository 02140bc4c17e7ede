package dev.mudi.api.cel.schema;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a schema, at all its places. They are compiled when something is validated for the first time. Safe for several
 * threads.
 */
public final class Rules {
    /** What the rules of one object may cost in all (apiserver, apis/cel/config). */
    public static final long BUDGET = 10_000_000;

    private final ObjectValue schema;
    private final boolean resource;
    private volatile @Nullable RuleNode root;

    private Rules(ObjectValue schema, boolean resource) {
        this.schema = schema;
        this.resource = resource;
    }

    /**
     * The rules of a schema, if it has any.
     *
     * @param resource whether the schema is that of a whole resource, which has metadata
     */
    public static Optional<Rules> of(ObjectValue schema, boolean resource) {
        return Schemas.hasRules(schema) ? Optional.of(new Rules(schema, resource)) : Optional.empty();
    }

    private RuleNode root() {
        var known = root;
        if (known == null) {
            known = RuleNode.of(schema, resource, DeclaredType.of(schema, resource))
                    .orElseThrow(() -> new IllegalStateException("a schema that has rules has them somewhere"));
            root = known;
        }
        return known;
    }

    /**
     * Finds what breaks the rules.
     *
     * @param now the value
     * @param before the value that it replaces, if it does
     * @param path where it is
     * @param correlation what of it is as it was before, if complaints about that are to be dropped
     * @param interrupted asked now and then whether to give up
     */
    public void validate(
            Value now,
            Optional<? extends Value> before,
            FieldPath path,
            Optional<Correlation> correlation,
            FieldErrors errors,
            BooleanSupplier interrupted) {
        validate(now, before, path, correlation, errors, interrupted, BUDGET);
    }

    /** As above, within a budget; tells what is left of it, -1 if it was not enough. */
    long validate(
            Value now,
            Optional<? extends Value> before,
            FieldPath path,
            Optional<Correlation> correlation,
            FieldErrors errors,
            BooleanSupplier interrupted,
            long budget) {
        var run = new RuleRun(errors, interrupted, budget);
        root().validate(run, path, now, before.map(Value.class::cast), new Ratchet(correlation, Optional.empty()));
        return run.left();
    }
}
