package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchPaceTest {
    private final WatchPace pace = new WatchPace();
    private long now = System.nanoTime() + WatchPace.MOMENT_NANOS * 10;

    private void sendAfter(long nanos, int events) {
        now += nanos;
        pace.sent(events, now);
    }

    private void sendManyInARow() {
        for (int i = 0; i <= WatchPace.IN_A_ROW; i++) {
            sendAfter(WatchPace.SOON_NANOS / 10, 1);
        }
    }

    @Test
    void sendsAtOnceWhatComesNowAndThen() {
        for (int i = 0; i < 100; i++) {
            sendAfter(WatchPace.SOON_NANOS * 2, 1);
            assertThat(pace.pause(now + 1)).isZero();
        }
    }

    @Test
    void letsEventsGatherOnceManySendsFollowedEachOther() {
        sendAfter(WatchPace.SOON_NANOS * 2, 1);
        for (int i = 0; i < WatchPace.IN_A_ROW; i++) {
            assertThat(pace.pause(now + 1)).isZero();
            sendAfter(WatchPace.SOON_NANOS / 10, 1);
        }

        assertThat(pace.pause(now)).isEqualTo(WatchPace.MOMENT_NANOS);
        assertThat(pace.pause(now + WatchPace.MOMENT_NANOS)).isLessThanOrEqualTo(0);
    }

    @Test
    void goesOnWaitingWhileAMomentBringsSeveral() {
        sendManyInARow();
        for (int i = 0; i < 10; i++) {
            sendAfter(WatchPace.MOMENT_NANOS, WatchPace.WORTH_WAITING);
            assertThat(pace.pause(now)).isEqualTo(WatchPace.MOMENT_NANOS);
        }
    }

    @Test
    void sendsAtOnceAgainWhenAMomentBringsLittle() {
        sendManyInARow();
        sendAfter(WatchPace.MOMENT_NANOS, WatchPace.WORTH_WAITING - 1);

        assertThat(pace.pause(now + 1)).isZero();
    }
}
