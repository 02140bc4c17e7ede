package dev.mudi.etcd.simulation;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.simulation.History.Operation;
import dev.mudi.etcd.state.State;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Does one thing after the other, each at any member. */
final class Client {
    private static final int KEYS = 4;
    private static final long LONGEST_PAUSE = 120 * World.MILLI;
    /** Refusals after which it is certain that nothing was done. */
    private static final Set<Code> CERTAIN = EnumSet.of(
            Code.NO_SPACE, Code.TOO_MANY_REQUESTS, Code.LEASE_NOT_FOUND, Code.COMPACTED, Code.FUTURE_REVISION);

    private final int id;
    private final Cluster cluster;
    private final World world;
    private final History history;
    private int count;
    private Optional<String> lastSeen = Optional.empty();
    private boolean ended;

    Client(int id, Cluster cluster, History history) {
        this.id = id;
        this.cluster = cluster;
        this.world = cluster.world;
        this.history = history;
    }

    void start() {
        world.after(world.between(0, LONGEST_PAUSE), this::next);
    }

    void end() {
        ended = true;
    }

    private void next() {
        var peers = cluster.peers();
        if (ended) {
            return;
        }
        if (peers.isEmpty()) {
            start();
            return;
        }
        var peer = world.any(peers);
        switch (world.dice.nextInt(20)) {
            case 0 ->
                aside(peer.replica.propose(new Proposal.Compact(
                        Math.max(1, peer.replica.machine().state().revision() - world.dice.nextInt(20)))));
            case 1 -> lease(peer);
            case 2 -> both(peer);
            default -> operate(peer, operation());
        }
    }

    private Operation operation() {
        var key = "key-" + world.dice.nextInt(KEYS);
        var value = "c" + id + "-" + count++;
        var kind = switch (world.dice.nextInt(10)) {
            case 0, 1, 2, 3 -> new History.Get();
            case 4, 5, 6 -> new History.Put(value);
            case 7 -> new History.Delete();
            default -> new History.Swap(lastSeen, value);
        };
        return new Operation(id, key, kind, world.now());
    }

    private void operate(Peer peer, Operation operation) {
        history.add(operation);
        world.after(world.between(50, 1000), () -> {
            CompletableFuture<?> answer = operation.kind instanceof History.Get
                    ? peer.replica.read().thenApply(state -> get(peer, state, Bytes.utf8(operation.key)))
                    : peer.replica.propose(new Proposal.Txn(request(operation)));
            var _ = answer.whenComplete((outcome, failure) ->
                    world.after(cluster.network.delay(), () -> done(operation, outcome, failure)));
        });
    }

    private static RangeResponse get(Peer peer, State from, Bytes key) {
        return peer.replica.hub().read(from, state -> state.range(RangeRequest.of(key)));
    }

    private static TxnRequest request(Operation operation) {
        var key = Bytes.utf8(operation.key);
        return switch (operation.kind) {
            case History.Put(var value) -> TxnRequest.of(PutRequest.of(key, Bytes.utf8(value)));
            case History.Delete() -> TxnRequest.of(DeleteRangeRequest.of(key));
            case History.Swap(var expected, var value) ->
                TxnRequest.when(
                        expected.map(text -> Compare.value(key, Compare.Result.EQUAL, Bytes.utf8(text)))
                                .orElseGet(() -> Compare.absent(key)),
                        PutRequest.of(key, Bytes.utf8(value)));
            case History.Get() -> throw new IllegalArgumentException("a read is no transaction");
        };
    }

    private void done(Operation operation, @Nullable Object outcome, @Nullable Throwable failure) {
        if (failure != null) {
            var cause = failure.getCause() == null ? failure : failure.getCause();
            boolean certain = cause instanceof EtcdException refusal && CERTAIN.contains(refusal.code());
            if (certain || operation.kind instanceof History.Get) {
                history.forget(operation);
            }
            world.say(() -> operation + ": " + cause.getMessage());
        } else {
            record(operation, outcome);
            operation.end = world.now();
            world.say(operation::toString);
        }
        start();
    }

    private void record(Operation operation, @Nullable Object outcome) {
        switch (outcome) {
            case RangeResponse range -> {
                operation.value =
                        range.kvs().stream().findFirst().map(kv -> kv.value().toUtf8());
                lastSeen = operation.value;
            }
            case TxnResponse txn -> {
                operation.revision = txn.revision();
                operation.done = txn.succeeded();
                if (operation.kind instanceof History.Delete) {
                    operation.done = ((DeleteRangeResponse) txn.responses().getFirst()).deleted() > 0;
                }
            }
            case null, default -> throw new IllegalStateException("answered with " + outcome);
        }
    }

    /** What is only watched: its answer does not matter. */
    private void aside(CompletableFuture<?> answer) {
        var _ = answer.exceptionally(_ -> null);
        start();
    }

    private void lease(Peer peer) {
        long lease = world.between(1, 5);
        var key = Bytes.utf8("leased-" + world.dice.nextInt(3));
        var granted = peer.replica.propose(new Proposal.LeaseGrant(world.between(2, 4), lease));
        var _ = granted.whenComplete((_, _) -> {
            var put = PutRequest.of(key, Bytes.utf8("l" + id + "-" + count++)).withLease(lease);
            var _ = peer.replica
                    .propose(new Proposal.Txn(TxnRequest.of(put)))
                    .thenCompose(_ -> peer.replica.renew(lease))
                    .exceptionally(_ -> -1L);
        });
        start();
    }

    /** Two keys in one revision, which watchers must hear of at once. */
    private void both(Peer peer) {
        var value = Bytes.utf8("c" + id + "-" + count++);
        aside(peer.replica.propose(new Proposal.Txn(TxnRequest.of(
                PutRequest.of(Bytes.utf8("pair-1"), value), PutRequest.of(Bytes.utf8("pair-2"), value)))));
    }
}
