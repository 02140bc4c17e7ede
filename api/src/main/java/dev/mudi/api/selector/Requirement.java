package dev.mudi.api.selector;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One term of a label selector.
 *
 * @param key of the label
 * @param operator how it is compared
 * @param values with what, in order; empty for {@link Operator#EXISTS} and its opposite
 */
public record Requirement(String key, Operator operator, List<String> values) {

    /** How a label is compared. */
    public enum Operator {
        /** The label has one of the values. */
        IN("in"),
        /** The label is missing or has none of the values. */
        NOT_IN("notin"),
        /** The label has the value. */
        EQUALS("="),
        /** The label has the value. */
        DOUBLE_EQUALS("=="),
        /** The label is missing or has another value. */
        NOT_EQUALS("!="),
        /** The label is there. */
        EXISTS("exists"),
        /** The label is missing. */
        DOES_NOT_EXIST("!"),
        /** The label is a whole number above the value. */
        GREATER_THAN("gt"),
        /** The label is a whole number below the value. */
        LESS_THAN("lt");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** As upstream's selection package calls it. */
        public String text() {
            return text;
        }
    }

    /** Copies the values. */
    public Requirement {
        values = List.copyOf(values);
    }

    /** A term whose key, values and their number are checked; all complaints stand in the message of the refusal. */
    public static Requirement checked(String key, Operator operator, List<String> values) throws MalformedException {
        var errors = new FieldErrors();
        checkKey(key, FieldPath.of("key"), errors);
        var path = FieldPath.of("values");
        switch (operator) {
            case IN, NOT_IN ->
                check(!values.isEmpty(), "for 'in', 'notin' operators, values set can't be empty", values, errors);
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
                check(values.size() == 1, "exact-match compatibility requires one single value", values, errors);
            case EXISTS, DOES_NOT_EXIST ->
                check(values.isEmpty(), "values set must be empty for exists and does not exist", values, errors);
            case GREATER_THAN, LESS_THAN -> {
                check(values.size() == 1, "for 'Gt', 'Lt' operators, exactly one value is required", values, errors);
                for (int i = 0; i < values.size(); i++) {
                    if (number(values.get(i)) == null) {
                        errors.invalid(
                                path.index(i), values.get(i), "for 'Gt', 'Lt' operators, the value must be an integer");
                    }
                }
            }
        }
        for (int i = 0; i < values.size(); i++) {
            var complaints = Syntax.LABEL_VALUE.complaints(values.get(i));
            if (!complaints.isEmpty()) {
                errors.invalid(path.index(i).key(key), values.get(i), String.join("; ", complaints));
            }
        }
        refuse(errors);
        return new Requirement(key, operator, values);
    }

    static void checkKey(String key, FieldPath path, FieldErrors errors) {
        var complaints = Syntax.QUALIFIED_NAME.complaints(key);
        if (!complaints.isEmpty()) {
            errors.invalid(path, key, String.join("; ", complaints));
        }
    }

    private static void check(boolean good, String complaint, List<String> values, FieldErrors errors) {
        if (!good) {
            errors.invalid(FieldPath.of("values"), ArrayValue.ofStrings(values), complaint);
        }
    }

    static void refuse(FieldErrors errors) throws MalformedException {
        if (!errors.isEmpty()) {
            var messages = errors.list().stream().map(error -> error.message()).toList();
            throw new MalformedException(
                    messages.size() == 1 ? messages.getFirst() : "[" + String.join(", ", messages) + "]");
        }
    }

    /** Whether a label with this value, or null if there is no such label, meets the term. */
    boolean isMetBy(@Nullable String label) {
        return switch (operator) {
            case IN, EQUALS, DOUBLE_EQUALS -> label != null && values.contains(label);
            case NOT_IN, NOT_EQUALS -> label == null || !values.contains(label);
            case EXISTS -> label != null;
            case DOES_NOT_EXIST -> label == null;
            case GREATER_THAN -> compare(label) > 0;
            case LESS_THAN -> compare(label) < 0;
        };
    }

    /** The sign of label minus value; 0 if one of them is no number. */
    private int compare(@Nullable String label) {
        var left = label == null ? null : number(label);
        var right = number(values.getFirst());
        return left == null || right == null ? 0 : left.compareTo(right);
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return switch (operator) {
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator.text() + values.getFirst();
            case GREATER_THAN -> key + ">" + values.getFirst();
            case LESS_THAN -> key + "<" + values.getFirst();
            case IN, NOT_IN ->
                key + " " + operator.text() + values.stream().sorted().collect(Collectors.joining(",", " (", ")"));
        };
    }
}
