package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final WorkQueue<String> queue = new WorkQueue<>("test", clock);

    @Test
    void holdsAKeyOnceHoweverOftenItIsAdded() {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).contains("a");
        assertThat(queue.poll()).contains("b");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void givesAKeyAddedDuringItsWorkOnlyAfterThat() {
        queue.add("a");
        assertThat(queue.poll()).contains("a");
        queue.add("a");
        assertThat(queue.poll()).isEmpty();
        queue.done("a");
        assertThat(queue.poll()).contains("a");
    }

    @Test
    void delaysAKeyUntilItsTimeAndTheShortestDelayWins() {
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(4));
        assertThat(queue.poll()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        clock.advance(Duration.ofHours(1));
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void backsOffFromFiveMillisecondsToAThousandSeconds() {
        assertThat(WorkQueue.backOff(0)).isEqualTo(Duration.ofMillis(5));
        assertThat(WorkQueue.backOff(1)).isEqualTo(Duration.ofMillis(10));
        assertThat(WorkQueue.backOff(10)).isEqualTo(Duration.ofMillis(5120));
        assertThat(WorkQueue.backOff(1000)).isEqualTo(Duration.ofSeconds(1000));
    }

    @Test
    void forgettingAKeyStartsItsBackOffAnew() {
        queue.addRateLimited("a");
        clock.advance(Duration.ofMillis(5));
        assertThat(queue.poll()).contains("a");
        queue.addRateLimited("a");
        assertThat(queue.retries("a")).isEqualTo(2);
        queue.forget("a");
        assertThat(queue.retries("a")).isZero();
    }

    @Test
    void aTakerSleepsUntilTheNextDelayedKey() throws Exception {
        try (var real = new WorkQueue<String>("real", Clock.systemUTC())) {
            real.addAfter("later", Duration.ofHours(1));
            real.addAfter("sooner", Duration.ofMillis(10));
            assertThat(real.take()).contains("sooner");
            real.addAfter("later", Duration.ofMillis(10));
            assertThat(real.take()).contains("later");
        }
    }

    @Test
    void closingReleasesEveryTaker() throws Exception {
        var released = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    if (queue.take().isEmpty()) {
                        released.countDown();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        queue.close();
        await().untilAsserted(() -> assertThat(released.getCount()).isZero());
        queue.add("a");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void neverWorksOnOneKeyTwiceAtOnce() {
        var busy = ConcurrentHashMap.<Integer>newKeySet();
        var twice = new AtomicBoolean();
        var worked = new AtomicInteger();
        var keys = new WorkQueue<Integer>("keys", Clock.systemUTC());
        try (var loop = new ReconcileLoop<>(
                keys,
                key -> {
                    twice.compareAndSet(false, !busy.add(key));
                    Thread.onSpinWait();
                    busy.remove(key);
                    worked.incrementAndGet();
                    return Reconciler.Result.done();
                },
                Clock.systemUTC(),
                ReconcileLoop.Observer.NONE)) {
            loop.start(8);
            for (int i = 0; i < 20_000; i++) {
                keys.add(i % 7);
            }
            await().until(() -> worked.get() > 0 && keys.isIdle());
            assertThat(twice).isFalse();
        }
    }

    @Test
    void aFailedKeyComesAgainAndASuccessEndsItsBackOff() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        var loop = new ReconcileLoop<>(
                queue,
                key -> {
                    log.add(key);
                    if (log.size() < 3) {
                        throw new IllegalStateException("a fault of the test");
                    }
                    return Reconciler.Result.after(Duration.ofMinutes(1));
                },
                clock,
                ReconcileLoop.Observer.NONE);
        queue.add("a");
        assertThat(loop.runReady()).isEqualTo(1);
        clock.advance(Duration.ofMillis(5));
        assertThat(loop.runReady()).isEqualTo(1);
        clock.advance(Duration.ofMillis(10));
        assertThat(loop.runReady()).isEqualTo(1);
        assertThat(queue.retries("a")).isZero();
        assertThat(queue.nextDelayed()).contains(clock.instant().plusSeconds(60));
        loop.close();
    }
}
