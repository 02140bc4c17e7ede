package dev.mudi.cli;

/** Something the user can mend; the message is one line that says what is wrong and what to do. */
public final class UserException extends Exception {
    private static final long serialVersionUID = 1;

    /** A refusal. */
    public UserException(String message) {
        super(message);
    }

    /** A refusal with its cause, for the log. */
    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
