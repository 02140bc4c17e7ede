package dev.mudi.apiserver;

/** The peer of a request is no longer there. Not an error: the request just ends. */
public final class PeerGoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says how it left. */
    public PeerGoneException(String message) {
        super(message, null, false, false);
    }
}
