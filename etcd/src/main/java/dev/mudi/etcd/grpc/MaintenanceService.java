package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.replication.Membership;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;

/** etcd's service Maintenance. */
final class MaintenanceService {
    /** The version of etcd whose API this is. */
    static final String VERSION = "3.6.8";

    /** The version of the API that all members speak, and of what they store. */
    static final String CLUSTER_VERSION = "3.6.0";

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Membership membership;
    private final Executor threads;
    private final AlarmService alarms;
    private final DowngradeService downgrades;

    MaintenanceService(Etcd etcd, WireResponses wire, Callers callers, Membership membership, Executor threads) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.membership = membership;
        this.threads = threads;
        this.alarms = new AlarmService(etcd, wire, callers);
        this.downgrades = new DowngradeService(etcd, wire, callers);
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.STATUS)
                .unary(Methods.STATUS, _ -> status())
                .unary(Methods.ALARM, alarms::answer)
                .unary(Methods.DEFRAGMENT, _ -> defragment())
                .unary(Methods.HASH, _ -> hash())
                .unary(Methods.HASH_KV, this::hash)
                .unary(Methods.MOVE_LEADER, this::moveLeader)
                .unary(Methods.DOWNGRADE, downgrades::answer)
                .serverStreaming(
                        Methods.SNAPSHOT, Context.currentContextExecutor(threads), (_, answers) -> snapshot(answers))
                .build();
    }

    /** Nothing is fragmented: values are in memory, and the log is cut by snapshots. */
    private Wire.DefragmentResponse defragment() {
        callers.requireAdmin();
        return Wire.DefragmentResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .build();
    }

    private Wire.MoveLeaderResponse moveLeader(Wire.MoveLeaderRequest request) {
        callers.requireAdmin();
        membership.moveLeader(request.getTargetID());
        return Wire.MoveLeaderResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .build();
    }

    private Wire.StatusResponse status() {
        callers.requireSomeone();
        var status = etcd.status();
        var position = membership.position();
        var response = Wire.StatusResponse.newBuilder()
                .setHeader(wire.header(status.revision()))
                .setVersion(VERSION)
                .setStorageVersion(CLUSTER_VERSION)
                .setDbSize(status.usedBytes())
                .setDbSizeInUse(status.usedBytes())
                .setDbSizeQuota(status.quotaBytes())
                .setLeader(position.leader())
                .setRaftIndex(position.committed())
                .setRaftAppliedIndex(position.applied())
                .setRaftTerm(position.term())
                .setIsLearner(position.learner())
                .setDowngradeInfo(downgrades.info());
        for (var alarm : alarms.all()) {
            response.addErrors("memberID:" + Long.toUnsignedString(alarm.member()) + " alarm:" + alarm.kind() + " ");
        }
        return response.build();
    }

    /** A hash of all keys at a revision; equal on two stores that hold the same, and not comparable with etcd's. */
    private Wire.HashKVResponse hash(Wire.HashKVRequest request) {
        callers.requireAdmin();
        long revision = request.getRevision() > 0 ? request.getRevision() : etcd.revision();
        return Wire.HashKVResponse.newBuilder()
                .setHash(hash(revision))
                .setHeader(wire.header(etcd.revision()))
                .setCompactRevision(etcd.compactedRevision())
                .setHashRevision(revision)
                .build();
    }

    private Wire.HashResponse hash() {
        callers.requireAdmin();
        long revision = etcd.revision();
        return Wire.HashResponse.newBuilder()
                .setHeader(wire.header(revision))
                .setHash(hash(revision))
                .build();
    }

    private int hash(long revision) {
        var crc = new CRC32C();
        for (var kv :
                etcd.range(RangeRequest.of(KeyRange.all()).atRevision(revision)).kvs()) {
            add(kv, crc);
        }
        return (int) crc.getValue();
    }

    private static void add(KeyValue kv, CRC32C crc) {
        var numbers = ByteBuffer.allocate(6 * Long.BYTES)
                .putLong(kv.key().length())
                .putLong(kv.value().length())
                .putLong(kv.createRevision())
                .putLong(kv.modRevision())
                .putLong(kv.version())
                .putLong(kv.lease());
        crc.update(numbers.flip());
        crc.update(kv.key().array());
        crc.update(kv.value().array());
    }

    private void snapshot(Outbox<Wire.SnapshotResponse> answers) throws IOException {
        callers.requireAdmin();
        var header = wire.header(etcd.revision());
        try (var out = new SnapshotStream(blob -> answers.send(Wire.SnapshotResponse.newBuilder()
                .setHeader(header)
                .setBlob(ByteString.copyFrom(blob))
                .setVersion(VERSION)
                .build()))) {
            etcd.snapshot(out);
        }
    }
}
