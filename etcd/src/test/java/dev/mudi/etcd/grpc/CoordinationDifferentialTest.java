package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.grpc.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** etcd's services Lock and Election beside etcd's own: the same keys, revisions, refusals and order of events. */
class CoordinationDifferentialTest {
    private static final ByteString NAME = ByteString.copyFromUtf8("seat");

    @TempDir
    Path directory;

    private SideBySide both;

    @BeforeEach
    void start() throws IOException {
        both = SideBySide.start(directory);
        for (long lease = 1; lease <= 3; lease++) {
            both.same(
                    Methods.LEASE_GRANT,
                    Wire.LeaseGrantRequest.newBuilder().setID(lease).setTTL(600).build());
        }
    }

    @AfterEach
    void stop() {
        both.close();
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static Wire.LockRequest lock(long lease) {
        return Wire.LockRequest.newBuilder().setName(NAME).setLease(lease).build();
    }

    private static Wire.CampaignRequest campaign(long lease, String value) {
        return Wire.CampaignRequest.newBuilder()
                .setName(NAME)
                .setLease(lease)
                .setValue(text(value))
                .build();
    }

    private static Wire.LeaderRequest seat() {
        return Wire.LeaderRequest.newBuilder().setName(NAME).build();
    }

    private static Wire.LeaderKey leader(long lease, long revision) {
        return Wire.LeaderKey.newBuilder()
                .setName(NAME)
                .setKey(text("seat/" + lease))
                .setRev(revision)
                .setLease(lease)
                .build();
    }

    private void unlock(long lease) {
        both.same(
                CoordinationMethods.UNLOCK,
                Wire.UnlockRequest.newBuilder().setKey(text("seat/" + lease)).build());
    }

    private void revoke(long lease) {
        both.same(
                Methods.LEASE_REVOKE,
                Wire.LeaseRevokeRequest.newBuilder().setID(lease).build());
    }

    private String proclaim(Wire.LeaderKey leader, String value) {
        return both.same(
                CoordinationMethods.PROCLAIM,
                Wire.ProclaimRequest.newBuilder()
                        .setLeader(leader)
                        .setValue(text(value))
                        .build());
    }

    private String resign(Wire.LeaderKey leader) {
        return both.same(
                CoordinationMethods.RESIGN,
                Wire.ResignRequest.newBuilder().setLeader(leader).build());
    }

    @Test
    void locksAreHeldInTheOrderInWhichTheyWereAskedFor() {
        assertThat(both.same(CoordinationMethods.LOCK, lock(1))).contains("seat/1");
        assertThat(both.same(CoordinationMethods.LOCK, lock(1)))
                .as("held already")
                .contains("seat/1");
        var second = both.same(CoordinationMethods.LOCK, lock(2), () -> {
            both.awaitKeys(2);
            unlock(1);
        });
        assertThat(second).contains("seat/2");
        var third = both.same(CoordinationMethods.LOCK, lock(3), () -> {
            both.awaitKeys(2);
            revoke(2);
        });
        assertThat(third).contains("seat/3");
        unlock(3);
        unlock(3);
    }

    @Test
    void refusesInTheSameWords() {
        assertThat(both.same(CoordinationMethods.LOCK, lock(4711))).contains("requested lease not found");
        both.same(CoordinationMethods.UNLOCK, Wire.UnlockRequest.getDefaultInstance());
    }

    @Test
    void electionsTakeTheSameCourse() {
        assertThat(both.same(CoordinationMethods.LEADER, seat())).isEqualTo("UNKNOWN election: no leader");
        both.same(CoordinationMethods.CAMPAIGN, campaign(1, "first"));
        both.same(CoordinationMethods.CAMPAIGN, campaign(1, "first"));
        both.same(CoordinationMethods.CAMPAIGN, campaign(1, "other words"));
        assertThat(both.same(CoordinationMethods.LEADER, seat())).contains("other words");
        proclaim(leader(1, 2), "proclaimed");
        assertThat(proclaim(leader(1, 3), "too late")).isEqualTo("UNKNOWN election: not leader");
        assertThat(proclaim(leader(2, 2), "never was")).isEqualTo("UNKNOWN election: not leader");
        var second = both.same(CoordinationMethods.CAMPAIGN, campaign(2, "second"), () -> {
            both.awaitKeys(2);
            resign(leader(1, 2));
        });
        assertThat(second).contains("seat/2");
        both.same(CoordinationMethods.LEADER, seat());
        resign(leader(1, 2));
        assertThat(both.same(CoordinationMethods.CAMPAIGN, campaign(4711, "nobody")))
                .contains("requested lease not found");
        assertThat(both.same(CoordinationMethods.PROCLAIM, Wire.ProclaimRequest.getDefaultInstance()))
                .contains("must be provided");
        assertThat(both.same(CoordinationMethods.RESIGN, Wire.ResignRequest.getDefaultInstance()))
                .contains("must be provided");
    }

    @Test
    void observersAreToldTheSame() {
        both.same(CoordinationMethods.CAMPAIGN, campaign(1, "first"));
        var told = both.sameStream(CoordinationMethods.OBSERVE, seat(), 1);
        assertThat(told.getFirst().getKv().getValue().toStringUtf8()).isEqualTo("first");
        proclaim(leader(1, 2), "again");
        var next = both.sameStream(CoordinationMethods.OBSERVE, seat(), 1);
        assertThat(List.of(told.getFirst().getKv(), next.getFirst().getKv()))
                .extracting(Wire.KeyValue::getVersion)
                .containsExactly(1L, 2L);
    }
}
