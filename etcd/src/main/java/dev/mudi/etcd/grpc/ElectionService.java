package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** etcd's service Election. */
final class ElectionService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Executor threads;

    ElectionService(Etcd etcd, WireResponses wire, Callers callers, Executor threads) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.threads = threads;
    }

    ServerServiceDefinition definition() {
        return new Service(CoordinationMethods.CAMPAIGN)
                .unary(CoordinationMethods.CAMPAIGN, Refusals.withoutCode(this::campaign))
                .unary(CoordinationMethods.PROCLAIM, Refusals.withoutCode(this::proclaim))
                .unary(CoordinationMethods.LEADER, Refusals.withoutCode(this::leader))
                .unary(CoordinationMethods.RESIGN, Refusals.withoutCode(this::resign))
                .serverStreaming(CoordinationMethods.OBSERVE, Context.currentContextExecutor(threads), this::observe)
                .build();
    }

    private Candidacy candidacy(Wire.LeaderRequest request) {
        return Candidacy.of(etcd, callers, WireRequests.bytes(request.getName()));
    }

    /** Answers when the campaign is won. */
    private Wire.CampaignResponse campaign(Wire.CampaignRequest request) {
        var value = WireRequests.bytes(request.getValue());
        var candidacy = Candidacy.of(etcd, callers, WireRequests.bytes(request.getName()));
        var place = candidacy.enqueue(request.getLease(), value);
        var key = Wire.LeaderKey.newBuilder()
                .setName(request.getName())
                .setKey(WireResponses.bytes(place.key()))
                .setRev(place.createRevision())
                .setLease(place.lease())
                .build();
        boolean changed =
                place.before().isPresent() && !place.before().get().value().equals(value);
        if (changed) {
            write(key, value);
        }
        candidacy.awaitTurn(place);
        // As in etcd that of taking the place, whatever came after.
        return Wire.CampaignResponse.newBuilder()
                .setHeader(wire.header(place.revision()))
                .setLeader(key)
                .build();
    }

    private static Wire.LeaderKey required(boolean given, Wire.LeaderKey leader) {
        if (!given) {
            throw refusal("\"leader\" field must be provided");
        }
        return leader;
    }

    private static StatusRuntimeException refusal(String message) {
        return Status.UNKNOWN.withDescription(message).asRuntimeException();
    }

    private Wire.ProclaimResponse proclaim(Wire.ProclaimRequest request) {
        var leader = required(request.hasLeader(), request.getLeader());
        return Wire.ProclaimResponse.newBuilder()
                .setHeader(wire.header(write(leader, WireRequests.bytes(request.getValue()))))
                .build();
    }

    /** Changes the value of a leader that still is one; answers the revision. */
    private long write(Wire.LeaderKey leader, Bytes value) {
        var put = PutRequest.of(WireRequests.bytes(leader.getKey()), value).withLease(leader.getLease());
        var answer = etcd.txn(callers.permitted(TxnRequest.when(stillLeads(leader), put)), callers.caller());
        if (!answer.succeeded()) {
            throw refusal("election: not leader");
        }
        return answer.revision();
    }

    private static Compare stillLeads(Wire.LeaderKey leader) {
        return Compare.createRevision(WireRequests.bytes(leader.getKey()), Compare.Result.EQUAL, leader.getRev());
    }

    private Wire.ResignResponse resign(Wire.ResignRequest request) {
        var leader = required(request.hasLeader(), request.getLeader());
        var delete = DeleteRangeRequest.of(WireRequests.bytes(leader.getKey()));
        TxnResponse answer = etcd.txn(callers.permitted(TxnRequest.when(stillLeads(leader), delete)), callers.caller());
        return Wire.ResignResponse.newBuilder()
                .setHeader(wire.header(answer.revision()))
                .build();
    }

    private Wire.LeaderResponse leader(Wire.LeaderRequest request) {
        var first = candidacy(request).first();
        if (first.kvs().isEmpty()) {
            throw refusal("election: no leader");
        }
        return leader(first.revision(), first.kvs().getFirst());
    }

    private Wire.LeaderResponse leader(long revision, KeyValue kv) {
        return Wire.LeaderResponse.newBuilder()
                .setHeader(wire.header(revision))
                .setKv(WireResponses.kv(kv))
                .build();
    }

    /** Tells each leader and each of its values, until the client goes away. */
    private void observe(Wire.LeaderRequest request, Outbox<Wire.LeaderResponse> answers) throws IOException {
        var candidacy = candidacy(request);
        while (true) {
            var first = candidacy.first();
            if (first.kvs().isEmpty()) {
                awaitCandidate(candidacy, first.revision() + 1);
                continue;
            }
            var leading = first.kvs().getFirst();
            answers.send(leader(first.revision(), leading));
            reign(candidacy, leading, first.revision() + 1, answers);
        }
    }

    private static void awaitCandidate(Candidacy candidacy, long from) {
        var came = new CompletableFuture<Void>();
        candidacy.follow(WatchRequest.of(KeyRange.prefix(candidacy.prefix())).from(from), came, events -> {
            if (events.stream().anyMatch(event -> event.type() == WatchEvent.Type.PUT)) {
                came.complete(null);
            }
        });
    }

    /** Tells the values of one leader until it leads no more. */
    private void reign(Candidacy candidacy, KeyValue leading, long from, Outbox<Wire.LeaderResponse> answers)
            throws IOException {
        var changes = new Changes();
        long next = from;
        while (!changes.over) {
            var some = new CompletableFuture<Void>();
            candidacy.follow(WatchRequest.of(KeyRange.of(leading.key())).from(next), some, events -> {
                changes.take(events);
                some.complete(null);
            });
            for (var kv : changes.puts) {
                answers.send(leader(kv.modRevision(), kv));
                next = kv.modRevision() + 1;
            }
            changes.puts.clear();
        }
    }

    /** What became of a leader's key; taken while a watch runs, looked at when it has ended. */
    private static final class Changes {
        private final List<KeyValue> puts = new ArrayList<>();
        private boolean over;

        private void take(List<WatchEvent> events) {
            for (var event : events) {
                over |= event.type() == WatchEvent.Type.DELETE;
                if (!over) {
                    puts.add(event.kv());
                }
            }
        }
    }
}
