package dev.mudi.apiserver.authentication;

/** A credential is there, but not good. The message says why; it goes to the log and into token reviews, not to the one who asks. */
public final class InvalidCredentialException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public InvalidCredentialException(String message) {
        super(message, null, false, false);
    }
}
