package dev.mudi.kubelet.prober;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeStateTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Probe probe(int delay, int period, int successes, int failures) {
        return new ProbeBuilder()
                .withInitialDelaySeconds(delay)
                .withPeriodSeconds(period)
                .withSuccessThreshold(successes)
                .withFailureThreshold(failures)
                .build();
    }

    private static ProbeState readiness(int successes, int failures) {
        return new ProbeState(ProbeKind.READINESS, probe(0, 5, successes, failures), START, Optional.of(false));
    }

    @Test
    void theFirstProbeIsAtOnceOrWhenTheDelayIsOver() {
        assertThat(readiness(1, 3).first(START.plusMillis(7))).isEqualTo(START.plusMillis(7));
        var delayed = new ProbeState(ProbeKind.LIVENESS, probe(15, 5, 1, 3), START, Optional.empty());
        assertThat(delayed.first(START.plusSeconds(1))).isEqualTo(START.plusSeconds(15));
        assertThat(delayed.first(START.plusSeconds(20))).isEqualTo(START.plusSeconds(20));
    }

    @Test
    void thePeriodCountsFromTheProbeBefore() {
        assertThat(readiness(1, 3).next(START)).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void thresholdsCountOutcomesInARow() {
        var state = readiness(2, 3);

        assertThat(state.observe(true)).isFalse();
        assertThat(state.observe(false)).isFalse();
        assertThat(state.observe(true)).isFalse();
        assertThat(state.observe(true)).isTrue();
        assertThat(state.verdict()).contains(true);
        assertThat(state.observe(false)).isFalse();
        assertThat(state.observe(false)).isFalse();
        assertThat(state.observe(true)).isFalse();
        assertThat(state.verdict()).contains(true);
        state.observe(false);
        state.observe(false);
        assertThat(state.observe(false)).isTrue();
        assertThat(state.verdict()).contains(false);
        assertThat(state.isOver()).isFalse();
    }

    @Test
    void aLivenessProbeIsOverWhenTheContainerIsToBeKilled() {
        var state = new ProbeState(ProbeKind.LIVENESS, probe(0, 1, 1, 1), START, Optional.empty());

        state.observe(true);
        assertThat(state.isOver()).isFalse();
        state.observe(false);
        assertThat(state.isOver()).isTrue();
    }

    @Test
    void aStartupProbeIsOverWithItsFirstVerdict() {
        var state = new ProbeState(ProbeKind.STARTUP, probe(0, 1, 1, 3), START, Optional.empty());

        state.observe(false);
        assertThat(state.isOver()).isFalse();
        assertThat(state.verdict()).isEmpty();
        state.observe(true);
        assertThat(state.isOver()).isTrue();
    }
}
