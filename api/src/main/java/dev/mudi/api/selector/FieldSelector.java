package dev.mudi.api.selector;

import dev.mudi.api.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Terms that fields have to meet, all of them. Immutable.
 *
 * @param terms in the order of their texts
 */
public record FieldSelector(List<Term> terms) {
    /** Matches all objects. */
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /**
     * One term.
     *
     * @param field such as {@code spec.nodeName}
     * @param equal whether the field has to have the value, or must not have it
     * @param value unescaped
     */
    public record Term(String field, boolean equal, String value) {}

    /** Copies the terms. */
    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** The selector of a text such as {@code spec.nodeName=n1,status.phase!=Running}; the empty text selects everything. */
    public static FieldSelector parse(String text) throws MalformedException {
        var terms = new ArrayList<Term>();
        for (var part : split(text)) {
            var term = part.isEmpty() ? null : term(part, text);
            if (term != null && !(term.field.isEmpty() && term.value.isEmpty())) {
                terms.add(term);
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    /** The parts between commas that no backslash escapes, sorted as upstream sorts them. */
    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        parts.sort(null);
        return parts;
    }

    private static Term term(String part, String whole) throws MalformedException {
        for (int i = 0; i < part.length(); i++) {
            boolean unequal = part.startsWith("!=", i);
            if (unequal || part.charAt(i) == '=') {
                int width = unequal || part.startsWith("==", i) ? 2 : 1;
                return new Term(part.substring(0, i), !unequal, unescaped(part.substring(i + width)));
            }
        }
        throw new MalformedException("invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }

    private static String unescaped(String value) throws MalformedException {
        if (value.indexOf('\\') < 0 && value.indexOf('=') < 0) {
            return value;
        }
        var plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw new MalformedException("invalid field selector: invalid escape sequence: "
                            + value.substring(i - 1, Math.min(i + 1, value.length())));
                }
                plain.append(value.charAt(i));
            } else if (c == '=') {
                throw new MalformedException("invalid field selector: unescaped character in value: " + (int) c);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** The value that a field must have, if a term says so. */
    public Optional<String> required(String field) {
        return terms.stream()
                .filter(term -> term.equal && term.field.equals(field))
                .map(Term::value)
                .findFirst();
    }

    /** Whether it matches all objects. */
    public boolean isEverything() {
        return terms.isEmpty();
    }

    /**
     * Whether an object matches.
     *
     * @param valueOf gives the text of a field; the empty text for one that is not there
     */
    public boolean matches(UnaryOperator<String> valueOf) {
        for (var term : terms) {
            if (valueOf.apply(term.field).equals(term.value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    /** The text that parses to this selector. */
    @Override
    public String toString() {
        return terms.stream()
                .map(term -> term.field + (term.equal ? "=" : "!=") + escaped(term.value))
                .collect(Collectors.joining(","));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }
}
