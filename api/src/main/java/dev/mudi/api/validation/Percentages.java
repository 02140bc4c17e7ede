package dev.mudi.api.validation;

/** Rules for what is given as a number or as a percentage (IntOrString), with upstream's wording. Stateless. */
public final class Percentages {
    private Percentages() {}

    /** Checks that this is a percentage or a number that is not negative. */
    public static void validate(At at) {
        if (at.isText()) {
            Syntax.PERCENT.complaints(at.text()).forEach(at::invalid);
        } else {
            at.mustNotBeNegative();
        }
    }

    /** Checks that a percentage is at most 100. */
    public static void mustBeAtMostAll(At at) {
        if (at.isText() && Syntax.PERCENT.accepts(at.text()) && amount(at) > 100) {
            at.invalid("must not be greater than 100%");
        }
    }

    /** The number, of percents or not, also of a text that is one; 0 for what is neither. */
    public static long amount(At at) {
        if (!at.isText()) {
            return at.number();
        }
        var text = at.text();
        boolean percent = Syntax.PERCENT.accepts(text) && text.length() < 12;
        if (percent) {
            return Long.parseLong(text.substring(0, text.length() - 1));
        }
        return text.matches("[+-]?\\d{1,9}") ? Long.parseLong(text) : 0;
    }
}
