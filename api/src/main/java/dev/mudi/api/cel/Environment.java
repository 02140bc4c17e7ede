package dev.mudi.api.cel;

import dev.mudi.api.cel.check.CompileException;
import dev.mudi.api.cel.check.Compiler;
import dev.mudi.api.cel.check.Dialect;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.StructType;
import java.util.List;
import java.util.Map;

/** The variables that expressions see. Immutable; safe for several threads. */
public final class Environment {
    private final Compiler compiler;

    /**
     * An environment with all functions of Kubernetes.
     *
     * @param variables the types of the variables by their names
     * @param structs the structures that these types name
     */
    public Environment(Map<String, CelType> variables, List<? extends StructType> structs) {
        this(variables, structs, Dialect.COMMON);
    }

    /** As above, for expressions of a dialect. */
    public Environment(Map<String, CelType> variables, List<? extends StructType> structs, Dialect dialect) {
        this.compiler = new Compiler(variables, structs, dialect);
    }

    /** An expression, read and checked. */
    public Expression compile(String text) throws CompileException {
        return new Expression(compiler.compile(text));
    }
}
