package dev.mudi.etcd.replication;

import dev.mudi.etcd.commit.Proposal;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A proposal whose answer someone waits for. */
record Request(Proposal proposal, Instant deadline, CompletableFuture<Object> answer) {
    void complete(Object outcome) {
        if (outcome instanceof RuntimeException refusal) {
            answer.completeExceptionally(refusal);
        } else {
            answer.complete(outcome);
        }
    }
}
