package dev.mudi.api.cel.library;

/** A result would become larger than an expression may make it. */
public final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
        super(message, null, false, false);
    }
}
