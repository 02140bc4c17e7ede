package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a member is taken to be silent. */
class MemberHealthTest {
    private long now;
    private final MemberHealth health = new MemberHealth(() -> now);

    private ClientStreamTracer call() {
        var info = ClientStreamTracer.StreamInfo.newBuilder()
                .setCallOptions(CallOptions.DEFAULT)
                .build();
        var tracer = health.newClientStreamTracer(info, new Metadata());
        tracer.streamCreated(Attributes.EMPTY, new Metadata());
        return tracer;
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    @Test
    void whoIsAskedNothingIsNotSilent() {
        pass(100_000);

        assertThat(health.isSilent()).isFalse();
        assertThat(health.isUnknown()).isTrue();
    }

    @Test
    void whoAnswersNothingForASecondIsSilent() {
        pass(100_000);
        var call = call();
        pass(999);
        assertThat(health.isSilent()).isFalse();

        pass(1);
        assertThat(health.isSilent()).isTrue();

        call.inboundHeaders();
        assertThat(health.isSilent()).isFalse();
        assertThat(health.isUnknown()).isFalse();
        call.streamClosed(Status.OK);
        pass(100_000);
        assertThat(health.isSilent()).isFalse();
    }

    @Test
    void whoAnswersOthersIsOnlySlow() {
        call();
        for (int i = 0; i < 10; i++) {
            pass(900);
            call().inboundHeaders();
            assertThat(health.isSilent()).isFalse();
        }
        pass(1_000);
        assertThat(health.isSilent()).isTrue();
    }

    @Test
    void whoWasGivenUpStaysSilentUntilItAnswersSomething() {
        var call = call();
        pass(5_000);
        call.streamClosed(Status.DEADLINE_EXCEEDED);
        pass(100_000);
        assertThat(health.isSilent()).isTrue();

        call().inboundTrailers(new Metadata());
        assertThat(health.isSilent()).isFalse();
    }

    @Test
    void whoWasGivenUpAtOnceIsNotSilent() {
        call().streamClosed(Status.CANCELLED);
        pass(100_000);

        assertThat(health.isSilent()).isFalse();
    }
}
