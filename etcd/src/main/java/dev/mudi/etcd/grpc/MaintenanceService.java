package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
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

    MaintenanceService(Etcd etcd, WireResponses wire, Callers callers, Membership membership, Executor threads) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.membership = membership;
        this.threads = threads;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.STATUS)
                .unary(Methods.STATUS, _ -> status())
                .unary(Methods.ALARM, this::alarms)
                .unary(Methods.DEFRAGMENT, _ -> defragment())
                .unary(Methods.HASH, _ -> hash())
                .unary(Methods.HASH_KV, this::hash)
                .unary(Methods.MOVE_LEADER, this::moveLeader)
                .unary(Methods.DOWNGRADE, this::downgrade)
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

    /** A downgrade can be asked about as in etcd, but not begun: there is no older version of this store. */
    private Wire.DowngradeResponse downgrade(Wire.DowngradeRequest request) {
        callers.requireAdmin();
        if (request.getAction() == Wire.DowngradeRequest.DowngradeAction.CANCEL) {
            throw EtcdException.of(EtcdException.Code.NO_INFLIGHT_DOWNGRADE);
        }
        if (!request.getVersion().matches("[0-9]+\\.[0-9]+(\\.[0-9]+)?")) {
            throw EtcdException.of(EtcdException.Code.WRONG_DOWNGRADE_VERSION);
        }
        if (!request.getVersion().matches("3\\.5(\\.0)?")) {
            throw EtcdException.of(EtcdException.Code.INVALID_DOWNGRADE_TARGET);
        }
        if (request.getAction() == Wire.DowngradeRequest.DowngradeAction.ENABLE) {
            throw EtcdException.of(EtcdException.Code.NOT_CAPABLE);
        }
        return Wire.DowngradeResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .setVersion(CLUSTER_VERSION)
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
                .setIsLearner(position.learner());
        if (status.isFull()) {
            response.addErrors("memberID:" + Long.toUnsignedString(wire.memberId()) + " alarm:NOSPACE ");
        }
        return response.build();
    }

    /** The alarm is on while the quota is used up and goes with the cause: there is nothing to disarm. */
    private Wire.AlarmResponse alarms(Wire.AlarmRequest request) {
        if (request.getAction() == Wire.AlarmRequest.AlarmAction.GET) {
            callers.requireSomeone();
        } else {
            callers.requireAdmin();
        }
        var status = etcd.status();
        var response = Wire.AlarmResponse.newBuilder().setHeader(wire.header(status.revision()));
        if (status.isFull()) {
            response.addAlarms(
                    Wire.AlarmMember.newBuilder().setMemberID(wire.memberId()).setAlarm(Wire.AlarmType.NOSPACE));
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
