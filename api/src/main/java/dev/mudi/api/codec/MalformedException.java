package dev.mudi.api.codec;

/** Bytes that are not what they should be. The message is one line for the user who sent them. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    /** A refusal with what was wrong and where. */
    public MalformedException(String message) {
        super(message);
    }

    /** A refusal with what was wrong and where, and the parser's own exception. */
    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
