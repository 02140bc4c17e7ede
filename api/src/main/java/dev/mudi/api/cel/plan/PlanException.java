package dev.mudi.api.cel.plan;

/** An expression that fails whatever it is given: a constant that cannot be converted, a pattern that is none. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1;

    PlanException(String message) {
        super(message, null, false, false);
    }

    /** Why it fails. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
