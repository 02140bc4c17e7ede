package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchPaceTest {
    private final WatchPace pace = new WatchPace();
    private long now = System.nanoTime() + WatchPace.MOMENT_NANOS * 10;

    private void sendAfter(long nanos) {
        now += nanos;
        pace.sent(now);
    }

    @Test
    void sendsAtOnceWhatComesNowAndThen() {
        for (int i = 0; i < 100; i++) {
            sendAfter(WatchPace.MOMENT_NANOS * 4);
            assertThat(pace.pause(now + 1)).isZero();
        }
    }

    @Test
    void letsEventsGatherOnceManySendsFollowedEachOther() {
        for (int i = 0; i < WatchPace.IN_A_ROW; i++) {
            assertThat(pace.pause(now + 1)).isZero();
            sendAfter(WatchPace.MOMENT_NANOS / 10);
        }
        sendAfter(WatchPace.MOMENT_NANOS / 10);

        assertThat(pace.pause(now)).isEqualTo(WatchPace.MOMENT_NANOS);
        assertThat(pace.pause(now + WatchPace.MOMENT_NANOS)).isLessThanOrEqualTo(0);
    }

    @Test
    void sendsAtOnceAgainAfterAPause() {
        for (int i = 0; i <= WatchPace.IN_A_ROW; i++) {
            sendAfter(1);
        }
        sendAfter(WatchPace.MOMENT_NANOS * 3);

        assertThat(pace.pause(now + 1)).isZero();
    }
}
