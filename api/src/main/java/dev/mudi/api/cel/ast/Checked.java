package dev.mudi.api.cel.ast;

import dev.mudi.api.cel.type.CelType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An expression that passed the type check.
 *
 * @param root the expression
 * @param types the type of each node
 * @param overloads the overloads that each call may mean, by its node
 * @param variables the names of variables that occur
 */
public record Checked(Expr root, Map<Long, CelType> types, Map<Long, List<String>> overloads, Set<String> variables) {
    /** Copies the names. */
    public Checked {
        variables = Set.copyOf(new HashSet<>(variables));
    }

    /** The type of a node. */
    public CelType typeOf(Expr node) {
        return types.getOrDefault(node.id(), CelType.DYN);
    }

    /** The overloads that a call may mean. */
    public List<String> overloadsOf(Expr node) {
        return overloads.getOrDefault(node.id(), List.of());
    }
}
