package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.RevisionBounds;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import io.grpc.Context;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waiting for one's turn, as etcd's client package "concurrency" has it: every candidate puts a key of its own, named after
 * its lease, under a common prefix; the one that was there first has the turn. For the thread of one call.
 *
 * @param prefix of the keys of all candidates
 */
record Candidacy(Etcd etcd, Callers callers, Bytes prefix) {
    /** What a lock or an election gives itself for a lease if the client names none. */
    private static final long LEASE_SECONDS = 60;

    /** @param name of the lock or the election */
    static Candidacy of(Etcd etcd, Callers callers, Bytes name) {
        return new Candidacy(etcd, callers, concat(name, "/"));
    }

    private static Bytes concat(Bytes start, String end) {
        var both = Arrays.copyOf(start.array(), start.length() + end.length());
        System.arraycopy(Bytes.utf8(end).array(), 0, both, start.length(), end.length());
        return Bytes.wrap(both);
    }

    /** A key in the queue. */
    record Place(Bytes key, long createRevision, long lease, long revision, Optional<KeyValue> before) {}

    /** Queues up; who is queued already keeps the place. */
    Place enqueue(long wantedLease, Bytes value) {
        long lease = wantedLease != 0
                ? wantedLease
                : etcd.leaseGrant(LEASE_SECONDS, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE))
                        .id();
        var key = concat(prefix, Long.toHexString(lease));
        var answer = etcd.txn(
                callers.permitted(
                        TxnRequest.when(Compare.createRevision(key, Compare.Result.EQUAL, 0), put(key, value, lease))
                                .otherwise(RangeRequest.of(key))),
                callers.caller());
        if (answer.succeeded()) {
            return new Place(key, answer.revision(), lease, answer.revision(), Optional.empty());
        }
        var before = ((RangeResponse) answer.responses().getFirst()).kvs().getFirst();
        return new Place(key, before.createRevision(), lease, answer.revision(), Optional.of(before));
    }

    private static RequestOp put(Bytes key, Bytes value, long lease) {
        return PutRequest.of(key, value).withLease(lease);
    }

    /** Returns when all who were queued before are gone; who gives up, or cannot wait, leaves the queue. */
    void awaitTurn(Place place) {
        try {
            var before = RangeRequest.of(KeyRange.prefix(prefix))
                    .sortedBy(SortTarget.CREATE_REVISION, SortOrder.DESCENDING)
                    .within(new RevisionBounds(0, 0, 0, place.createRevision - 1))
                    .withLimit(1);
            for (var last = etcd.range(callers.permitted(before)); !last.kvs().isEmpty(); last = etcd.range(before)) {
                awaitDeletion(last.kvs().getFirst().key(), last.revision());
            }
        } catch (RuntimeException e) {
            etcd.deleteRange(DeleteRangeRequest.of(place.key));
            throw e;
        }
    }

    private void awaitDeletion(Bytes key, long revision) {
        var deletion = new CompletableFuture<Void>();
        follow(WatchRequest.of(KeyRange.of(key)).from(revision), deletion, events -> {
            if (events.stream().anyMatch(event -> event.type() == WatchEvent.Type.DELETE)) {
                deletion.complete(null);
            }
        });
    }

    /** Takes the events of one revision. */
    @FunctionalInterface
    interface Events {
        void take(List<WatchEvent> events);
    }

    /** Watches until the end is decided, by the events, the store, or a client that goes away. */
    void follow(WatchRequest request, CompletableFuture<Void> end, Events events) {
        var gone = (Context.CancellationListener) _ -> end.completeExceptionally(
                Status.CANCELLED.withDescription("context canceled").asRuntimeException());
        Context.current().addListener(gone, Runnable::run);
        try (var _ = etcd.watch(request, new Listener(end, events))) {
            end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdException.of(Code.STOPPED);
        } finally {
            Context.current().removeListener(gone);
        }
    }

    private record Listener(CompletableFuture<Void> end, Events events) implements WatchListener {
        @Override
        public void events(long revision, List<WatchEvent> all) {
            events.take(all);
        }

        @Override
        public void compacted(long compactRevision) {
            end.completeExceptionally(EtcdException.of(Code.COMPACTED));
        }

        @Override
        public void closed(EtcdException cause) {
            end.completeExceptionally(cause);
        }
    }

    /** Who has the turn: the key that was made first. */
    RangeResponse first() {
        return etcd.range(callers.permitted(RangeRequest.of(KeyRange.prefix(prefix))
                .sortedBy(SortTarget.CREATE_REVISION, SortOrder.ASCENDING)
                .withLimit(1)));
    }
}
