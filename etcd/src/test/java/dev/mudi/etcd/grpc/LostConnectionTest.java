package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class LostConnectionTest {
    @Test
    void aConnectionIsLostWhoeverSaysSo() {
        assertThat(LostConnection.is(Status.UNAVAILABLE)).isTrue();
        // What gRPC makes of a channel that was closed while a call began on it.
        assertThat(LostConnection.is(
                        Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException())))
                .isTrue();
    }

    @Test
    void whatAServerRefusesIsNoLostConnection() {
        assertThat(LostConnection.is(Status.UNKNOWN.withDescription("etcdserver: what is this")))
                .isFalse();
        assertThat(LostConnection.is(Status.INVALID_ARGUMENT.withCause(new ClosedChannelException())))
                .isFalse();
        assertThat(LostConnection.is(Status.DEADLINE_EXCEEDED)).isFalse();
    }
}
