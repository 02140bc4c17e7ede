package dev.mudi.etcd.state;

import java.io.Serial;

/**
 * A value cannot be read from its file. Not a refusal of the store: what runs into this has done nothing, and another
 * member may be able to do it.
 */
public final class LostValueException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean gone;

    private LostValueException(String message, boolean gone, Throwable cause) {
        super(message, cause);
        this.gone = gone;
    }

    static LostValueException damaged(Home home, long place, Throwable cause) {
        return new LostValueException(
                home.path() + " cannot be read at offset " + Place.offset(place) + ": " + cause.getMessage(),
                false,
                cause);
    }

    static LostValueException gone(Home home, Throwable cause) {
        return new LostValueException(home.path() + " holds nothing any more that can be asked for", true, cause);
    }

    /**
     * Whether the value was let go of, because its version was compacted away or its state was replaced: a newer state
     * answers.
     */
    public boolean isGone() {
        return gone;
    }
}
