package dev.mudi.api.quota;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * One scope of a quota: an object counts only if it is within all of them.
 *
 * @param name such as {@code BestEffort}
 * @param operator {@code Exists}, {@code DoesNotExist}, {@code In} or {@code NotIn}
 * @param values for the last two
 */
public record QuotaScope(String name, String operator, List<String> values) {
    private static final String EXISTS = "Exists";

    /** Copies the values. */
    public QuotaScope {
        values = List.copyOf(values);
    }

    /** The scopes of a ResourceQuota. */
    public static List<QuotaScope> of(ObjectValue quota) {
        var spec = quota.object("spec");
        var scopes = new ArrayList<QuotaScope>();
        spec.array("scopes").strings().forEach(name -> scopes.add(new QuotaScope(name, EXISTS, List.of())));
        spec.object("scopeSelector")
                .array("matchExpressions")
                .objects()
                .forEach(term -> scopes.add(new QuotaScope(
                        term.string("scopeName"),
                        term.string("operator"),
                        term.array("values").strings().toList())));
        return scopes;
    }

    /** Whether an object that names this, or nothing if it is empty, is within the scope. */
    boolean selects(String named) {
        return selectsAny(named.isEmpty() ? Set.of() : Set.of(named));
    }

    /** Whether an object that names all of these is within the scope. */
    boolean selectsAny(Collection<String> named) {
        return switch (operator) {
            case EXISTS -> !named.isEmpty();
            case "DoesNotExist" -> named.isEmpty();
            case "In" -> named.stream().anyMatch(values::contains);
            case "NotIn" -> named.isEmpty() || named.stream().anyMatch(name -> !values.contains(name));
            default -> false;
        };
    }
}
