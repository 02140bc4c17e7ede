package dev.mudi.scheduler.core;

import static dev.mudi.scheduler.Fixtures.node;
import static dev.mudi.scheduler.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerStateTest {
    private final SchedulerState state = new SchedulerState();

    private long taken(String node) {
        return state.node(node).orElseThrow().requested().milliCpu();
    }

    @Test
    void countsAnAssumedPodOnceWhenTheApiConfirmsIt() {
        state.putNode(node("a", 4, 8, Map.of()));
        state.putPod(pod("p", "1", "1Gi"), "a");
        state.putPod(pod("p", "1", "1Gi"), "a");
        assertThat(taken("a")).isEqualTo(1000);
        assertThat(state.removePod("uid-p")).isTrue();
        assertThat(state.removePod("uid-p")).isFalse();
        assertThat(taken("a")).isZero();
    }

    @Test
    void movesAPodThatEndedUpElsewhere() {
        state.putNode(node("a", 4, 8, Map.of()));
        state.putNode(node("b", 4, 8, Map.of()));
        state.putPod(pod("p", "1", "1Gi"), "a");
        state.putPod(pod("p", "1", "1Gi"), "b");
        assertThat(taken("a")).isZero();
        assertThat(taken("b")).isEqualTo(1000);
    }

    @Test
    void remembersPodsOfANodeThatIsNotKnownYetOrNoMore() {
        state.putPod(pod("early", "1", "1Gi"), "a");
        state.putNode(node("a", 4, 8, Map.of()));
        assertThat(taken("a")).isEqualTo(1000);
        state.putNode(node("b", 4, 8, Map.of()));
        state.removeNode("a");
        assertThat(state.nodes())
                .singleElement()
                .satisfies(left -> assertThat(left.name()).isEqualTo("b"));
        state.putNode(node("a", 4, 8, Map.of()));
        assertThat(taken("a")).isEqualTo(1000);
    }
}
