package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.grpc.wire.Wire.AlarmRequest.AlarmAction;
import dev.mudi.etcd.grpc.wire.Wire.AlarmType;
import dev.mudi.etcd.grpc.wire.Wire.DowngradeRequest.DowngradeAction;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms and downgrades by etcd's service Maintenance. */
class AlarmTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @TempDir
    Path directory;

    private EmbeddedEtcd store;
    private EtcdServer server;
    private ManagedChannel channel;
    private Etcdctl etcdctl;

    @BeforeEach
    void serve() throws IOException {
        store = EmbeddedEtcd.open(options());
        server = EtcdServer.start(store, EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty()));
        channel = NettyChannelBuilder.forAddress(ServedEtcd.loopback(server.port()))
                .usePlaintext()
                .build();
        etcdctl = Etcdctl.at(server.port());
    }

    private EtcdOptions options() {
        return EtcdOptions.of(directory)
                .withFsync(false)
                .withRetention(Retention.EVERYTHING)
                .withQuotaBytes(100_000);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        store.close();
    }

    private List<Wire.AlarmMember> alarm(AlarmAction action, AlarmType type, long member) {
        var request = Wire.AlarmRequest.newBuilder()
                .setAction(action)
                .setAlarm(type)
                .setMemberID(member)
                .build();
        return ClientCalls.blockingUnaryCall(channel, Methods.ALARM, CallOptions.DEFAULT, request)
                .getAlarmsList();
    }

    @Test
    void theQuotaRaisesAnAlarmThatStandsUntilItIsDisarmed() throws Exception {
        etcdctl.run("put small 1").done();
        for (int i = 0; i < 4; i++) {
            etcdctl.run("put big " + "x".repeat(20_000)).done();
        }
        assertThat(etcdctl.run("put big " + "x".repeat(30_000)).refused())
                .contains("etcdserver: mvcc: database space exceeded");
        assertThat(etcdctl.run("alarm list").done()).matches("memberID:[0-9]+ alarm:NOSPACE \\n");
        assertThat(etcdctl.run("endpoint status").done()).contains("alarm:NOSPACE");

        assertThat(etcdctl.run("put small 2").refused()).contains("database space exceeded");
        assertThat(etcdctl.run("lease grant 60").refused()).contains("database space exceeded");
        assertThat(etcdctl.run("\n\nput small 2\n\n\n", "txn").refused()).contains("database space exceeded");
        assertThat(etcdctl.run("get small").done()).isEqualTo("small\n1\n");
        etcdctl.run("del big").done();
        etcdctl.run("compact " + store.revision()).done();
        await().until(() -> store.status().usedBytes() < 10_000);
        etcdctl.run("defrag").done();

        assertThat(etcdctl.run("put small 2").refused()).contains("database space exceeded");
        assertThat(etcdctl.run("alarm disarm").done()).contains("alarm:NOSPACE");
        etcdctl.run("put small 2").done();
        assertThat(etcdctl.run("alarm list").done()).isEmpty();
    }

    /** Of a member 0, which no cluster has, etcd's clients speak where they mean whoever answers. */
    @Test
    void whatWasRaisedForNoMemberInParticularIsTakenOffForNone() {
        assertThat(alarm(AlarmAction.ACTIVATE, AlarmType.CORRUPT, 0)).hasSize(1);
        assertThat(alarm(AlarmAction.GET, AlarmType.NONE, 0)).hasSize(1);
        assertThat(alarm(AlarmAction.DEACTIVATE, AlarmType.CORRUPT, 0)).hasSize(1);
        assertThat(alarm(AlarmAction.GET, AlarmType.NONE, 0)).isEmpty();
    }

    @Test
    void anAlarmOutlivesTheStoresProcess() throws IOException {
        assertThatThrownBy(() -> store.put(PutRequest.of(KEY, Bytes.wrap(new byte[200_000]))))
                .hasMessageContaining("database space exceeded");
        stop();
        serve();
        assertThatThrownBy(() -> store.put(PutRequest.of(KEY, KEY))).hasMessageContaining("database space exceeded");
        assertThat(alarm(AlarmAction.GET, AlarmType.NONE, 0))
                .extracting(Wire.AlarmMember::getAlarm)
                .containsExactly(AlarmType.NOSPACE);
    }

    @Test
    void aCorruptMemberLetsNothingBeChangedAndEverythingBeRead() throws Exception {
        etcdctl.run("put a 1").done();
        assertThat(alarm(AlarmAction.ACTIVATE, AlarmType.NONE, 7)).isEmpty();
        assertThat(alarm(AlarmAction.ACTIVATE, AlarmType.CORRUPT, 7)).hasSize(1);
        assertThat(alarm(AlarmAction.ACTIVATE, AlarmType.CORRUPT, 7)).isEmpty();
        assertThat(alarm(AlarmAction.GET, AlarmType.NOSPACE, 0)).isEmpty();
        assertThat(alarm(AlarmAction.GET, AlarmType.CORRUPT, 0)).hasSize(1);

        for (var command : List.of("put a 2", "del a", "compact 1", "lease grant 60")) {
            assertThat(etcdctl.run(command).refused()).contains("etcdserver: corrupt cluster");
        }
        assertThat(etcdctl.run("get a").done()).isEqualTo("a\n1\n");
        assertThat(etcdctl.run("alarm list").done()).isEqualTo("memberID:7 alarm:CORRUPT \n");
        assertThat(alarm(AlarmAction.DEACTIVATE, AlarmType.NOSPACE, 7)).isEmpty();
        assertThat(alarm(AlarmAction.DEACTIVATE, AlarmType.CORRUPT, 7)).hasSize(1);
        etcdctl.run("put a 2").done();
    }

    @Test
    void aDowngradeIsAskedAboutBegunAndGivenUp() {
        assertRefused(DowngradeAction.CANCEL, "", "etcdserver: no inflight downgrade job");
        assertRefused(DowngradeAction.VALIDATE, "x", "etcdserver: wrong downgrade target version format");
        for (var version : List.of("3.6", "3.4.0", "4.5", "3.7")) {
            assertRefused(DowngradeAction.VALIDATE, version, "etcdserver: invalid downgrade target version");
        }
        assertThat(downgrade(DowngradeAction.VALIDATE, "3.5")).isEqualTo("3.6");
        assertThat(downgrade(DowngradeAction.ENABLE, "3.5.0")).isEqualTo("3.6");
        assertThat(downgradeInfo())
                .isEqualTo(Wire.DowngradeInfo.newBuilder()
                        .setEnabled(true)
                        .setTargetVersion("3.5.0")
                        .build());
        var underWay = "etcdserver: cluster has a downgrade job in progress";
        assertRefused(DowngradeAction.VALIDATE, "3.5", underWay);
        assertRefused(DowngradeAction.ENABLE, "3.5", underWay);
        assertThat(downgrade(DowngradeAction.CANCEL, "")).isEqualTo("3.6");
        assertThat(downgradeInfo()).isEqualTo(Wire.DowngradeInfo.getDefaultInstance());
        assertThat(downgrade(DowngradeAction.VALIDATE, "3.5")).isEqualTo("3.6");
    }

    /** Said of every member, whether there is one or not: etcdctl 3.6 shows it in its table of members. */
    private Wire.DowngradeInfo downgradeInfo() {
        var status = ClientCalls.blockingUnaryCall(
                channel, Methods.STATUS, CallOptions.DEFAULT, Wire.StatusRequest.getDefaultInstance());
        assertThat(status.hasDowngradeInfo()).isTrue();
        return status.getDowngradeInfo();
    }

    private String downgrade(DowngradeAction action, String version) {
        var request = Wire.DowngradeRequest.newBuilder()
                .setAction(action)
                .setVersion(version)
                .build();
        return ClientCalls.blockingUnaryCall(channel, Methods.DOWNGRADE, CallOptions.DEFAULT, request)
                .getVersion();
    }

    private void assertRefused(DowngradeAction action, String version, String words) {
        assertThatThrownBy(() -> downgrade(action, version)).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getDescription()).isEqualTo(words);
            assertThat(e.getStatus().getCode()).isIn(Status.Code.INVALID_ARGUMENT, Status.Code.FAILED_PRECONDITION);
        });
    }
}
