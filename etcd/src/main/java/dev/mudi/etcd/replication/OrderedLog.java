package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A member's end of a log that all members share: a consensus protocol, or in simulations a model of one. Safe for several
 * threads. The futures may be completed on any thread, also before the method returns.
 */
public interface OrderedLog extends AutoCloseable {
    /**
     * Begins to give the log to the replica: first what a snapshot holds, if there is one, then each entry once and in
     * order. Called once, before anything else.
     *
     * @throws IOException when the log's files are damaged or in use; one line that says what to do
     */
    void start(LogListener listener) throws IOException;

    /**
     * Proposes an entry, at any member. It comes into the log once or not at all. That the future is completed means nothing
     * but that nothing more is heard; what counts is what comes out of the log.
     *
     * @return fails with {@link NotProposedException} when the entry can never come into the log
     */
    CompletableFuture<Void> propose(Bytes entry);

    /**
     * Asks how far the log was when it was asked: whoever has applied it up to there has seen everything that was
     * acknowledged anywhere before the call.
     *
     * @return the index; fails when no leader confirms it
     */
    CompletableFuture<Long> readIndex();

    /**
     * Asks the leader's replica something, beside the log.
     *
     * @return its {@linkplain LogListener#answer answer}; fails when there is no leader or it cannot be reached
     */
    CompletableFuture<Bytes> askLeader(Bytes question);

    /** Who leads, as far as this member knows. */
    Leadership leadership();

    /** Leaves the others and ends; nothing is told after that. Idempotent. */
    @Override
    void close();
}
