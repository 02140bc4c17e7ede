package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;

/** etcd's service Maintenance. */
final class MaintenanceService {
    /** The version of etcd whose API this is. */
    static final String VERSION = "3.6.8";

    private final Etcd etcd;
    private final WireResponses wire;
    private final Executor threads;

    MaintenanceService(Etcd etcd, WireResponses wire, Executor threads) {
        this.etcd = etcd;
        this.wire = wire;
        this.threads = threads;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.STATUS)
                .unary(Methods.STATUS, _ -> status())
                .unary(Methods.ALARM, _ -> alarms())
                .unary(
                        Methods.DEFRAGMENT,
                        _ -> Wire.DefragmentResponse.newBuilder()
                                .setHeader(wire.header(etcd.revision()))
                                .build())
                .unary(Methods.HASH_KV, this::hash)
                .serverStreaming(Methods.SNAPSHOT, threads, (_, answers) -> snapshot(answers))
                .build();
    }

    private Wire.StatusResponse status() {
        var status = etcd.status();
        var response = Wire.StatusResponse.newBuilder()
                .setHeader(wire.header(status.revision()))
                .setVersion(VERSION)
                .setStorageVersion("3.6.0")
                .setDbSize(status.usedBytes())
                .setDbSizeInUse(status.usedBytes())
                .setDbSizeQuota(status.quotaBytes())
                .setLeader(wire.memberId())
                .setRaftIndex(status.revision())
                .setRaftAppliedIndex(status.revision())
                .setRaftTerm(WireResponses.TERM);
        if (status.isFull()) {
            response.addErrors("memberID:" + Long.toUnsignedString(wire.memberId()) + " alarm:NOSPACE ");
        }
        return response.build();
    }

    /** The alarm is on while the quota is used up and goes with the cause: there is nothing to disarm. */
    private Wire.AlarmResponse alarms() {
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
        long revision = request.getRevision() > 0 ? request.getRevision() : etcd.revision();
        var crc = new CRC32C();
        for (var kv :
                etcd.range(RangeRequest.of(KeyRange.all()).atRevision(revision)).kvs()) {
            add(kv, crc);
        }
        return Wire.HashKVResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .setHash((int) crc.getValue())
                .setCompactRevision(etcd.compactedRevision())
                .setHashRevision(revision)
                .build();
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
