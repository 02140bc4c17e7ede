package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Flags of etcd, by themselves and as words for the daemon. */
class StoreFlagsTest {
    private static KeyFlags keys(String... words) {
        return CommandLine.populateCommand(new KeyFlags(), words);
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
}
