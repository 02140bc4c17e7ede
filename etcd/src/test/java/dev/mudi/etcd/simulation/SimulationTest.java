package dev.mudi.etcd.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Those of {@code mudi simulate etcd}; {@code -Dmudi.simulation.seeds=N} for more of them. */
class SimulationTest {
    private static final long SEEDS = Long.getLong("mudi.simulation.seeds", 2000);

    @Test
    void keepsEveryInvariantUnderEverySeed() {
        var outcomes = LongStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> Simulation.run(seed, Bug.NONE, false))
                .toList();

        assertThat(outcomes).filteredOn(outcome -> !outcome.holds()).isEmpty();
        assertThat(outcomes.stream().mapToLong(Simulation.Outcome::operations).sum())
                .as("operations that were answered")
                .isGreaterThan(SEEDS * 50);
        assertThat(outcomes.stream().mapToLong(Simulation.Outcome::events).sum())
                .as("calls of watches")
                .isGreaterThan(SEEDS * 50);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsAPlantedBugWithinTheSeedsOfOneRun(Bug bug) {
        assertThat(LongStream.range(0, SEEDS)
                        .anyMatch(seed -> !Simulation.run(seed, bug, false).holds()))
                .isTrue();
    }

    @Test
    void doesTheSameAgainFromTheSameSeed() {
        var once = Simulation.run(7, Bug.NONE, true);

        assertThat(once.trace())
                .isNotEmpty()
                .isEqualTo(Simulation.run(7, Bug.NONE, true).trace());
    }

    /** Each found a defect once, of the store or of the simulation itself. */
    @ParameterizedTest
    @ValueSource(longs = {8, 74, 123, 236, 3808, 4077, 13_414, 17_238})
    void keepsEveryInvariantUnderSeedsThatFailedOnce(long seed) {
        assertThat(List.of(Simulation.run(seed, Bug.NONE, false))).allMatch(Simulation.Outcome::holds);
    }
}
