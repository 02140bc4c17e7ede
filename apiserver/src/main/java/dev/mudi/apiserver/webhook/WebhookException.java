package dev.mudi.apiserver.webhook;

/** A webhook could not be asked, or did not answer. The message names it and says why, as upstream's clients do. */
public final class WebhookException extends Exception {
    private static final long serialVersionUID = 1L;

    WebhookException(String message, Throwable cause) {
        super(message, cause);
    }

    WebhookException(String message) {
        super(message);
    }

    /** Why. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
