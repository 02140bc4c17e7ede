package dev.mudi.client;

import java.io.IOException;

/** The server no longer has the revision that a watch asked for: HTTP 410, reason Expired or Gone. */
final class GoneException extends IOException {
    private static final long serialVersionUID = 1;

    GoneException(String message) {
        super(message);
    }
}
