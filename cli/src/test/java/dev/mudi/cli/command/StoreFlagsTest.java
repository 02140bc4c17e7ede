package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.etcd.grpc.EtcdServerOptions.KeepAlive;
import dev.mudi.etcd.raft.MemberOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Flags of etcd, by themselves and as words for the daemon. */
class StoreFlagsTest {
    @TempDir
    private Path folder;

    private static KeyFlags keys(String... words) {
        return CommandLine.populateCommand(new KeyFlags(), words);
    }

    private static KeepAliveFlags keepAlive(String... words) {
        return CommandLine.populateCommand(new KeepAliveFlags(), words);
    }

    @Test
    void theDaemonHearsOfTheQuota() throws UserException {
        var keys = keys("--quota-backend-bytes=123456789").keys();
        assertThat(keys.quotaBytes()).isEqualTo(123_456_789);
        assertThat(keys(KeyFlags.words(keys).toArray(String[]::new)).keys()).isEqualTo(keys);
        assertThat(KeyFlags.words(keys().keys())).isEmpty();
        assertThatThrownBy(() -> keys("--quota-backend-bytes=-1").keys())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--quota-backend-bytes -1");
    }

    private Store store(String... words) throws UserException, IOException {
        return CommandLine.populateCommand(new StoreChoice(), words).store(folder);
    }

    private static Duration election(Store store) {
        return ((Store.Replicated) store).election();
    }

    @Test
    void theDaemonHearsOfTheElectionTimeout() throws UserException, IOException {
        var store = store("--server", "--election-timeout=2500");
        assertThat(election(store)).isEqualTo(Duration.ofMillis(2500));
        assertThat(election(store(StoreChoice.words(store).toArray(String[]::new))))
                .isEqualTo(Duration.ofMillis(2500));
        assertThat(election(store("--server"))).isEqualTo(MemberOptions.Limits.DEFAULT.election());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "99", "50001"})
    void noMemberTakesAnElectionTimeoutThatMakesNoSense(String millis) {
        assertThatThrownBy(() -> store("--server", "--election-timeout=" + millis))
                .isInstanceOf(UserException.class)
                .hasMessage("--election-timeout " + millis + " makes no sense: give 100 to 50000 milliseconds");
    }

    @Test
    void anElectionTimeoutNeedsAMember() {
        assertThatThrownBy(() -> store("--election-timeout=1000"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--server");
        assertThatThrownBy(() -> store("--server", "--election-timeout=soon"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("--election-timeout");
    }

    @Test
    void keepAliveIsAsEtcdsFlagsSayIt() throws UserException {
        assertThat(keepAlive().keepAlive()).isEqualTo(KeepAlive.DEFAULT);
        assertThat(keepAlive(
                                "--grpc-keepalive-min-time=1s",
                                "--grpc-keepalive-interval=2h",
                                "--grpc-keepalive-timeout=500ms")
                        .keepAlive())
                .isEqualTo(new KeepAlive(Duration.ofSeconds(1), Duration.ofHours(2), Duration.ofMillis(500)));
        assertThat(keepAlive("--grpc-keepalive-interval=0").keepAlive().interval())
                .isGreaterThan(Duration.ofDays(365));
        assertThatThrownBy(() -> keepAlive("--grpc-keepalive-timeout=soon").keepAlive())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--grpc-keepalive-timeout soon");
    }
}
