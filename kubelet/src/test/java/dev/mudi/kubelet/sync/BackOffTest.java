package dev.mudi.kubelet.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final BackOff backOff = BackOff.crashLoop(Duration.ofMinutes(5));

    @Test
    void theFirstRestartIsAtOnce() {
        assertThat(backOff.until("a", START, START)).isEmpty();
    }

    @Test
    void waitsDoubleFromTenSecondsToFiveMinutes() {
        var now = START;
        var waits = new java.util.ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            backOff.next("a", now, now);
            waits.add(backOff.delay("a").toSeconds());
            now = backOff.until("a", now, now).orElseThrow();
        }
        assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void theWaitCountsFromTheEndOfTheContainer() {
        backOff.next("a", START, START);
        var end = START.plusSeconds(60);

        assertThat(backOff.until("a", end, end.plusSeconds(9))).contains(end.plusSeconds(10));
        assertThat(backOff.until("a", end, end.plusSeconds(10))).isEmpty();
    }

    @Test
    void tenQuietMinutesForgive() {
        backOff.next("a", START, START);
        backOff.next("a", START, START);
        var late = START.plus(Duration.ofMinutes(10)).plusSeconds(1);

        assertThat(backOff.until("a", late, late)).isEmpty();
        backOff.next("a", late, late);
        assertThat(backOff.delay("a")).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void keysDoNotKnowEachOther() {
        backOff.next("a", START, START);

        assertThat(backOff.until("b", START, START)).isEmpty();
    }
}
