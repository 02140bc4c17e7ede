package dev.mudi.cluster.control;

/** The daemon refused, or could not be reached. The message is one line for the user. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1;

    /** A refusal. */
    public ControlException(String message) {
        super(message);
    }

    /** A refusal with its cause. */
    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
