package dev.mudi.api.selector;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Terms that labels have to meet, all of them. Immutable. */
public final class LabelSelector {
    /** Matches all labels. */
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);

    /** Matches no labels at all. */
    public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

    private final List<Requirement> requirements;
    private final boolean nothing;

    private LabelSelector(List<Requirement> requirements, boolean nothing) {
        this.requirements = List.copyOf(requirements);
        this.nothing = nothing;
    }

    /** A selector of these terms, in the order of their keys. */
    public static LabelSelector of(List<Requirement> requirements) {
        return requirements.isEmpty()
                ? EVERYTHING
                : new LabelSelector(
                        requirements.stream()
                                .sorted(Comparator.comparing(Requirement::key))
                                .toList(),
                        false);
    }

    /** The labels that have all of these; nothing is checked. */
    public static LabelSelector ofMap(Map<String, String> labels) {
        return of(labels.entrySet().stream()
                .map(label -> new Requirement(label.getKey(), Requirement.Operator.EQUALS, List.of(label.getValue())))
                .toList());
    }

    /** The selector of a text such as {@code app=web,tier in (a,b),!legacy}; the empty text selects everything. */
    public static LabelSelector parse(String text) throws MalformedException {
        return of(new LabelSelectorParser(text).parse());
    }

    /**
     * The selector of a {@code LabelSelector} object ({@code matchLabels}, {@code matchExpressions}); the empty object selects everything.
     * Whether a missing one selects all or nothing is the caller's to know.
     */
    public static LabelSelector of(ObjectValue selector) throws MalformedException {
        var requirements = new ArrayList<Requirement>();
        for (var label : selector.object("matchLabels").strings().entrySet()) {
            requirements.add(
                    Requirement.checked(label.getKey(), Requirement.Operator.EQUALS, List.of(label.getValue())));
        }
        for (var expression : selector.array("matchExpressions").objects().toList()) {
            requirements.add(Requirement.checked(
                    expression.string("key"),
                    operator(expression.string("operator")),
                    expression.array("values").strings().toList()));
        }
        return of(requirements);
    }

    private static Requirement.Operator operator(String name) throws MalformedException {
        return switch (name) {
            case "In" -> Requirement.Operator.IN;
            case "NotIn" -> Requirement.Operator.NOT_IN;
            case "Exists" -> Requirement.Operator.EXISTS;
            case "DoesNotExist" -> Requirement.Operator.DOES_NOT_EXIST;
            default -> throw new MalformedException("\"" + name + "\" is not a valid label selector operator");
        };
    }

    /** The terms in the order of their keys. */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** Whether it matches all labels. */
    public boolean isEverything() {
        return requirements.isEmpty() && !nothing;
    }

    /** Whether labels match. */
    public boolean matches(Map<String, String> labels) {
        for (var requirement : requirements) {
            if (!requirement.isMetBy(labels.get(requirement.key()))) {
                return false;
            }
        }
        return !nothing;
    }

    /** Whether labels match that are given as the object {@code metadata.labels}. */
    public boolean matches(ObjectValue labels) {
        for (var requirement : requirements) {
            if (!requirement.isMetBy(text(labels.get(requirement.key())))) {
                return false;
            }
        }
        return !nothing;
    }

    private static @Nullable String text(Optional<Value> value) {
        return value.isPresent() && value.get() instanceof StringValue(var text) ? text : null;
    }

    /** The text that parses to this selector; empty for everything and for nothing. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelSelector that && nothing == that.nothing && requirements.equals(that.requirements);
    }

    @Override
    public int hashCode() {
        return requirements.hashCode() + (nothing ? 1 : 0);
    }
}
