package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServerOptions.KeepAlive;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Flags of etcd, by themselves and as words for the daemon. */
class StoreFlagsTest {
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
