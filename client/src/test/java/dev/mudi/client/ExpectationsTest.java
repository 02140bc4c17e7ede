package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Expectations<String> expectations = new Expectations<>(clock);

    @Test
    void areSatisfiedWhenEveryCreationWasSeen() {
        assertThat(expectations.satisfied("a")).isTrue();
        expectations.expectCreations("a", 2);
        expectations.creationObserved("a");
        assertThat(expectations.satisfied("a")).isFalse();
        expectations.creationObserved("a");
        assertThat(expectations.satisfied("a")).isTrue();
    }

    @Test
    void countEachDeletionOnce() {
        expectations.expectDeletions("a", Set.of("one", "two"));
        expectations.deletionObserved("a", "one");
        expectations.deletionObserved("a", "one");
        expectations.deletionObserved("a", "stranger");
        assertThat(expectations.satisfied("a")).isFalse();
        expectations.deletionObserved("a", "two");
        assertThat(expectations.satisfied("a")).isTrue();
    }

    @Test
    void areGivenUpAfterFiveMinutes() {
        expectations.expectCreations("a", 1);
        clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(expectations.satisfied("a")).isTrue();
    }
}
