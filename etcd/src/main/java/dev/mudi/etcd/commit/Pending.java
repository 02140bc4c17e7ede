package dev.mudi.etcd.commit;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A proposal and the thread that waits for its answer. */
final class Pending {
    private final Proposal proposal;
    private final Thread proposer = Thread.currentThread();
    /** The answer while the batch is under way; the loop's alone. */
    private @Nullable Object draft;

    private volatile @Nullable Object outcome;

    Pending(Proposal proposal) {
        this.proposal = proposal;
    }

    Proposal proposal() {
        return proposal;
    }

    /** Notes the answer, a response or what is to be thrown, without giving it out. */
    void draft(Object answer) {
        draft = answer;
    }

    /** Gives out the answer that was noted. */
    void complete() {
        outcome = draft;
        LockSupport.unpark(proposer);
    }

    /** Refuses, unless the answer was given out already. */
    void fail(RuntimeException cause) {
        if (outcome == null) {
            draft = cause;
            complete();
        }
    }

    /** Waits; an interrupt does not end the wait, for what is queued will happen all the same. */
    Object await() {
        boolean interrupted = false;
        var answer = outcome;
        while (answer == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            answer = outcome;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (answer instanceof RuntimeException refusal) {
            throw refusal;
        }
        return answer;
    }
}
