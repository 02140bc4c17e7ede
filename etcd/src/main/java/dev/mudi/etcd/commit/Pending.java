package dev.mudi.etcd.commit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A proposal, and who is to have its answer: the thread that made it and waits, or a future. */
final class Pending {
    private final Proposal proposal;
    private final Thread proposer = Thread.currentThread();
    private final @Nullable CompletableFuture<Object> future;
    /** The answer while the batch is under way; the loop's alone. */
    private @Nullable Object draft;

    private volatile @Nullable Object outcome;

    /** Of the thread that makes this, and then waits. */
    Pending(Proposal proposal) {
        this(proposal, null);
    }

    /** @param future to be completed; without one the thread that makes this is woken */
    Pending(Proposal proposal, @Nullable CompletableFuture<Object> future) {
        this.proposal = proposal;
        this.future = future;
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
        var answer = draft;
        outcome = answer;
        if (future == null) {
            LockSupport.unpark(proposer);
        } else if (answer instanceof RuntimeException refusal) {
            future.completeExceptionally(refusal);
        } else {
            future.complete(answer);
        }
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
