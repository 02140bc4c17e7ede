package dev.mudi.scheduler.queue;

import static dev.mudi.scheduler.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.scheduler.framework.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private static final Instant START = Instant.EPOCH;

    private final SchedulingQueue queue = new SchedulingQueue();

    private static PodInfo withPriority(String name, int priority) {
        return pod(
                name,
                "1",
                "1Gi",
                builder -> builder.editSpec().withPriority(priority).endSpec());
    }

    private String pop(long seconds) {
        return queue.pop(START.plusSeconds(seconds))
                .map(queued -> queued.pod().key().name())
                .orElse("none");
    }

    @Test
    void takesHigherPriorityFirstAndThenTheOldest() {
        queue.add(withPriority("old", 0), START);
        queue.add(withPriority("older", 0), START.minusSeconds(1));
        queue.add(withPriority("urgent", 1000), START);
        assertThat(pop(0)).isEqualTo("urgent");
        assertThat(pop(0)).isEqualTo("older");
        assertThat(pop(0)).isEqualTo("old");
        assertThat(pop(0)).isEqualTo("none");
    }

    @Test
    void setsAPodAsideUntilAChangeMayHelp() {
        queue.add(pod("p", "1", "1Gi"), START);
        var queued = queue.pop(START).orElseThrow();
        queue.setAside(queued, Set.of("NodeAffinity"), START);
        queue.happened(ClusterEvent.POD_GONE, START.plusSeconds(20));
        assertThat(pop(20)).isEqualTo("none");
        queue.happened(ClusterEvent.NODE_ADDED, START.plusSeconds(20));
        assertThat(pop(20)).isEqualTo("p");
    }

    @Test
    void backsOffAPodThatWasTriedJustNow() {
        queue.add(pod("p", "1", "1Gi"), START);
        queue.setAside(queue.pop(START).orElseThrow(), Set.of("NodeResourcesFit"), START);
        queue.happened(ClusterEvent.POD_GONE, START);
        assertThat(pop(0)).isEqualTo("none");
        assertThat(queue.nextChange()).contains(START.plusSeconds(1));
        assertThat(pop(1)).isEqualTo("p");
    }

    @Test
    void doublesTheBackOffUpToTenSeconds() {
        assertThat(SchedulingQueue.backOff(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(SchedulingQueue.backOff(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(SchedulingQueue.backOff(50)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void triesAPodSetAsideAgainAfterFiveMinutesAtTheLatest() {
        queue.add(pod("p", "1", "1Gi"), START);
        queue.setAside(queue.pop(START).orElseThrow(), Set.of("NodeAffinity"), START);
        assertThat(pop(299)).isEqualTo("none");
        assertThat(pop(300)).isEqualTo("p");
    }

    @Test
    void forgetsAPodThatIsGone() {
        queue.add(pod("p", "1", "1Gi"), START);
        queue.add(pod("p", "2", "1Gi"), START);
        assertThat(queue.size()).isOne();
        queue.remove("uid-p");
        assertThat(queue.size()).isZero();
        assertThat(pop(0)).isEqualTo("none");
    }
}
