package dev.mudi.kubelet.prober;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts the outcomes of one probe of one container and says what they amount to. Pure: no clock, no thread. Source:
 * reference, "Configure Liveness, Readiness and Startup Probes".
 */
final class ProbeState {

    private final ProbeKind kind;
    private final int successThreshold;
    private final int failureThreshold;
    private final Duration period;
    private final Instant earliest;

    private Optional<Boolean> verdict;
    private boolean lastOutcome;
    /** How many outcomes in a row were like the last one. */
    private int run;

    /**
     * @param containerStarted when the container's process started
     * @param initial the verdict before the first outcome; empty when there is none
     */
    ProbeState(ProbeKind kind, Probe probe, Instant containerStarted, Optional<Boolean> initial) {
        this.kind = kind;
        this.successThreshold = orElse(probe.getSuccessThreshold(), 1);
        this.failureThreshold = orElse(probe.getFailureThreshold(), 3);
        this.period = Duration.ofSeconds(orElse(probe.getPeriodSeconds(), 10));
        this.earliest = containerStarted.plusSeconds(delay(probe));
        this.verdict = initial;
    }

    private static int orElse(@org.jspecify.annotations.Nullable Integer value, int fallback) {
        return value == null || value < 1 ? fallback : value;
    }

    private static int delay(Probe probe) {
        return probe.getInitialDelaySeconds() == null ? 0 : Math.max(0, probe.getInitialDelaySeconds());
    }

    Optional<Boolean> verdict() {
        return verdict;
    }

    /** When to ask first: at once, or when the initial delay is over. */
    Instant first(Instant now) {
        return now.isBefore(earliest) ? earliest : now;
    }

    /** When to ask again after having asked at a time. */
    Instant next(Instant asked) {
        return asked.plus(period);
    }

    /** Whether there is nothing left to ask: the container has started, or is going to be killed. */
    boolean isOver() {
        return switch (kind) {
            case STARTUP -> verdict.isPresent();
            case LIVENESS -> verdict.equals(Optional.of(false));
            case READINESS -> false;
        };
    }

    /**
     * Takes an outcome in.
     *
     * @return whether the verdict has changed
     */
    boolean observe(boolean success) {
        run = run > 0 && success == lastOutcome ? run + 1 : 1;
        lastOutcome = success;
        if (run < (success ? successThreshold : failureThreshold)) {
            return false;
        }
        var before = verdict;
        verdict = Optional.of(success);
        return !before.equals(verdict);
    }
}
