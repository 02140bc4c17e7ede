package dev.mudi.etcd.replication;

import java.io.Serial;

/** An entry did not come into the log and never will; it may be proposed again. */
public final class NotProposedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public NotProposedException(String why) {
        super(why);
    }
}
