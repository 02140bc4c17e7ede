package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;

/** {@code '%s is %d'.format([…])} (cel-go, ext/formatting, version 2 of the extension for texts). Pure. */
public final class TextFormat {
    private TextFormat() {}

    /** What a clause asks of the argument it is for. */
    @FunctionalInterface
    public interface Clauses {

        /**
         * The text of an argument.
         *
         * @param index which argument
         * @param verb the letter of the clause
         * @param precision how many digits, -1 if it says nothing
         * @throws ClauseException if the argument cannot be written so
         */
        String text(int index, char verb, int precision) throws ClauseException;
    }

    /** A format or an argument that is wrong. */
    public static final class ClauseException extends Exception {
        private static final long serialVersionUID = 1;

        /** A complaint as upstream words it. */
        public ClauseException(String message) {
            super(message, null, false, false);
        }

        /** What is wrong. */
        public String complaint() {
            return String.valueOf(getMessage());
        }
    }

    static Val format(Val... both) {
        if (!(both[0] instanceof StringVal(var format) && both[1] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("format", both);
        }
        try {
            return new StringVal(fill(
                    format,
                    list.size(),
                    (index, verb, precision) -> FormatClauses.text(list.get(index), verb, precision)));
        } catch (ClauseException e) {
            return new ErrorVal(e.complaint());
        }
    }

    /** A format with its clauses filled in. */
    public static String fill(String format, long arguments, Clauses clauses) throws ClauseException {
        var out = new StringBuilder();
        int index = 0;
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at);
            boolean clause = c == '%' && (at + 1 >= format.length() || format.charAt(at + 1) != '%');
            if (!clause) {
                out.append(c);
                at += c == '%' ? 2 : 1;
                continue;
            }
            if (index >= arguments) {
                throw new ClauseException("index " + index + " out of range");
            }
            if (at + 1 >= format.length()) {
                throw new ClauseException("unexpected end of string");
            }
            at = clause(format, at + 1, index, clauses, out);
            Limits.characters(out.length());
            index++;
        }
        return out.toString();
    }

    private static int clause(String format, int start, int index, Clauses clauses, StringBuilder out)
            throws ClauseException {
        int at = start;
        int precision = -1;
        if (format.charAt(at) == '.') {
            at++;
            int digits = at;
            while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
                at++;
            }
            if (at >= format.length()) {
                throw precision("could not find end of precision specifier");
            }
            precision = digits(format.substring(digits, at));
        }
        char verb = format.charAt(at);
        if ("sdfebxXo".indexOf(verb) < 0) {
            throw new ClauseException(
                    "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        }
        try {
            out.append(clauses.text(index, verb, precision));
        } catch (ClauseException e) {
            throw new ClauseException("error during formatting: " + e.complaint());
        }
        return at + 1;
    }

    private static int digits(String digits) throws ClauseException {
        if (digits.isEmpty() || digits.length() > 9) {
            throw precision("error while converting precision to integer: strconv.Atoi: parsing \"" + digits + "\": "
                    + (digits.isEmpty() ? "invalid syntax" : "value out of range"));
        }
        return Integer.parseInt(digits);
    }

    private static ClauseException precision(String complaint) {
        return new ClauseException("could not parse formatting clause: error while parsing precision: " + complaint);
    }
}
