package dev.mudi.etcd.grpc;

import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.PutResponse;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.ResponseOp;
import dev.mudi.etcd.StoreTimings;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.replication.Membership;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** What was done, counted under etcd's names for {@code /metrics} (etcd's documentation, "Metrics"). */
final class Metrics extends ServerStreamTracer.Factory {
    private final Etcd etcd;
    private final Membership membership;
    private final Map<String, MethodCounts> methods = new ConcurrentSkipListMap<>();
    private final LongAdder ranges = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder deletes = new LongAdder();
    private final LongAdder txns = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    private final LongAdder healthy = new LongAdder();
    private final LongAdder ill = new LongAdder();
    private final long firstTerm;

    private volatile IntSupplier watchers = () -> 0;
    private volatile IntSupplier watchStreams = () -> 0;

    Metrics(Etcd etcd, Membership membership) {
        this.etcd = etcd;
        this.membership = membership;
        this.firstTerm = membership.position().term();
    }

    /** Says which methods there are, so that each is told of before its first call, as by etcd: a rate needs where it begins. */
    void serves(List<ServerServiceDefinition> services) {
        services.stream()
                .flatMap(service -> service.getMethods().stream())
                .forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), new MethodCounts()));
    }

    /** Someone asked how the store is. */
    void toldHealth(boolean isHealthy) {
        (isHealthy ? healthy : ill).increment();
    }

    private static final class MethodCounts {
        private final LongAdder started = new LongAdder();
        private final LongAdder received = new LongAdder();
        private final LongAdder sent = new LongAdder();
        private final Map<Status.Code, LongAdder> handled = new EnumMap<>(Status.Code.class);

        MethodCounts() {
            for (var code : Status.Code.values()) {
                handled.put(code, new LongAdder());
            }
        }

        private long completed() {
            return handled.values().stream().mapToLong(LongAdder::sum).sum();
        }

        private long ok() {
            var count = handled.get(Status.Code.OK);
            return count == null ? 0 : count.sum();
        }

        private void handled(Status.Code code) {
            var count = handled.get(code);
            if (count != null) {
                count.increment();
            }
        }
    }

    /** @param streams how many streams of watches are open */
    void observe(IntSupplier running, IntSupplier streams) {
        watchers = running;
        watchStreams = streams;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        var counts = methods.computeIfAbsent(method, _ -> new MethodCounts());
        counts.started.increment();
        return new ServerStreamTracer() {
            @Override
            public void inboundMessageRead(int sequence, long wireBytes, long bytes) {
                counts.received.increment();
                bytesIn.add(Math.max(wireBytes, 0));
            }

            @Override
            public void outboundMessageSent(int sequence, long wireBytes, long bytes) {
                counts.sent.increment();
                bytesOut.add(Math.max(wireBytes, 0));
            }

            @Override
            public void streamClosed(Status status) {
                counts.handled(status.getCode());
            }
        };
    }

    /** Counts what an operation did. */
    <A extends ResponseOp> A counted(A answer) {
        switch (answer) {
            case RangeResponse _ -> ranges.increment();
            case PutResponse _ -> puts.increment();
            case DeleteRangeResponse _ -> deletes.increment();
            case TxnResponse txn -> {
                txns.increment();
                txn.responses().forEach(this::counted);
            }
        }
        return answer;
    }

    String text() {
        var page = new MetricsPage();
        var status = etcd.status();
        member(page);
        page.gauge("etcd_server_quota_backend_bytes", "The quota of the store in bytes.", status.quotaBytes());
        page.labelled(
                "etcd_server_version",
                "gauge",
                "Which version is running.",
                "server_version",
                MaintenanceService.VERSION);
        page.labelled(
                "etcd_cluster_version",
                "gauge",
                "Which version all members speak.",
                "cluster_version",
                MaintenanceService.CLUSTER_VERSION);
        page.gauge("etcd_mvcc_db_total_size_in_bytes", "What keys and their history take.", status.usedBytes());
        page.gauge("etcd_mvcc_db_total_size_in_use_in_bytes", "Of that, what is in use.", status.usedBytes());
        page.gauge("etcd_debugging_mvcc_keys_total", "The number of keys.", status.keys());
        page.gauge("etcd_debugging_mvcc_current_revision", "The newest revision.", status.revision());
        page.gauge("etcd_debugging_mvcc_compact_revision", "The oldest readable revision.", status.compactedRevision());
        page.gauge("etcd_debugging_mvcc_watcher_total", "The number of watches.", watchers.getAsInt());
        page.gauge(
                "etcd_debugging_mvcc_watch_stream_total", "The number of streams of watches.", watchStreams.getAsInt());
        page.counter("etcd_mvcc_range_total", "Ranges seen by this member.", ranges.sum());
        page.counter("etcd_mvcc_put_total", "Puts seen by this member.", puts.sum());
        page.counter("etcd_mvcc_delete_total", "Deletes seen by this member.", deletes.sum());
        page.counter("etcd_mvcc_txn_total", "Transactions seen by this member.", txns.sum());
        page.counter("etcd_network_client_grpc_received_bytes_total", "Bytes from gRPC clients.", bytesIn.sum());
        page.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes to gRPC clients.", bytesOut.sum());
        page.counter("etcd_debugging_mvcc_range_total", "Ranges seen by this member.", ranges.sum());
        leases(page);
        etcd.timings().ifPresent(timings -> disk(page, timings));
        calls(page);
        page.process();
        return page.toString();
    }

    private void member(MetricsPage page) {
        var position = membership.position();
        long own = membership.memberId();
        page.gauge("etcd_server_has_leader", "Whether or not a leader exists.", position.leader() == 0 ? 0 : 1);
        page.gauge("etcd_server_is_leader", "Whether this member leads.", position.leader() == own ? 1 : 0);
        page.gauge("etcd_server_is_learner", "Whether this member has no vote.", position.learner() ? 1 : 0);
        page.labelled("etcd_server_id", "gauge", "This member.", "server_id", Long.toHexString(own));
        page.counter(
                "etcd_server_leader_changes_seen_total",
                "Leader changes seen, by the terms that have gone by.",
                (position.leader() == 0 ? 0 : 1) + position.term() - firstTerm);
        page.counter("etcd_server_health_success", "How often this member said it is well.", healthy.sum());
        page.counter("etcd_server_health_failures", "How often this member said it is not well.", ill.sum());
        page.gauge(
                "etcd_server_proposals_pending",
                "Writes that wait for the log.",
                Stream.of(Methods.PUT, Methods.DELETE_RANGE, Methods.TXN)
                        .mapToLong(method ->
                                counts(method).started.sum() - counts(method).completed())
                        .sum());
        page.gauge("etcd_server_proposals_committed_total", "How far the log is.", position.committed());
        page.gauge("etcd_server_proposals_applied_total", "How far this member is in it.", position.applied());
    }

    private MethodCounts counts(MethodDescriptor<?, ?> method) {
        return methods.computeIfAbsent(method.getFullMethodName(), _ -> new MethodCounts());
    }

    private void leases(MetricsPage page) {
        page.counter(
                "etcd_debugging_lease_granted_total",
                "Leases granted by this member.",
                counts(Methods.LEASE_GRANT).ok());
        page.counter(
                "etcd_debugging_lease_revoked_total",
                "Leases revoked by this member.",
                counts(Methods.LEASE_REVOKE).ok());
        page.counter(
                "etcd_debugging_lease_renewed_total",
                "Renewals of leases answered by this member.",
                counts(Methods.LEASE_KEEP_ALIVE).sent.sum());
    }

    private static void disk(MetricsPage page, StoreTimings timings) {
        page.histogram(
                "etcd_disk_wal_fsync_duration_seconds",
                "How long it takes until a batch is in the log and on the disk.",
                timings.logSync());
        page.histogram(
                "etcd_disk_backend_commit_duration_seconds",
                "How long it takes until a batch is durable and told to all watches.",
                timings.commit());
        page.histogram(
                "etcd_disk_backend_snapshot_duration_seconds",
                "How long it takes until a snapshot is on the disk.",
                timings.snapshot());
    }

    private long started(boolean streams) {
        return methods.entrySet().stream()
                .filter(method -> MetricsPage.type(method.getKey()).equals("unary") != streams)
                .mapToLong(method -> method.getValue().started.sum())
                .sum();
    }

    private void calls(MetricsPage page) {
        page.head("grpc_server_started_total", "counter", "Calls started on the server.");
        methods.forEach((method, counts) -> page.call("grpc_server_started_total", method, "", counts.started.sum()));
        page.head("grpc_server_msg_received_total", "counter", "Messages received on the server.");
        methods.forEach(
                (method, counts) -> page.call("grpc_server_msg_received_total", method, "", counts.received.sum()));
        page.head("grpc_server_msg_sent_total", "counter", "Messages sent by the server.");
        methods.forEach((method, counts) -> page.call("grpc_server_msg_sent_total", method, "", counts.sent.sum()));
        page.head("grpc_server_handled_total", "counter", "Calls completed on the server, by their code.");
        methods.forEach((method, counts) -> counts.handled.forEach((code, count) -> {
            page.call("grpc_server_handled_total", method, Refusals.goName(code.name()), count.sum());
        }));
        page.head("etcd_server_client_requests_total", "counter", "Calls by kind; no client tells its version.");
        page.requests("unary", started(false));
        page.requests("stream", started(true));
    }
}
