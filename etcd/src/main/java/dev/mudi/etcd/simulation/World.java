package dev.mudi.etcd.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Time, chance and what happens next. */
final class World {
    static final long MILLI = 1000;
    static final long SECOND = 1_000_000;

    final SplittableRandom dice;
    /** Whether values leave memory at once; in a quarter of the seeds. */
    final boolean valuesOnDisk;
    /** For what happens in those seeds only, so that it is the same in the others as if there were no such thing. */
    final SplittableRandom otherDice;

    private final boolean traced;
    private final List<String> trace = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));

    private long now;
    private long scheduled;

    private record Event(long time, long number, Runnable action) {}

    World(long seed, boolean traced) {
        this.dice = new SplittableRandom(seed);
        this.valuesOnDisk = seed % 8 == 1 || seed % 8 == 7;
        this.otherDice = new SplittableRandom(~seed);
        this.traced = traced;
    }

    /** In microseconds from the beginning. */
    long now() {
        return now;
    }

    Instant instant() {
        return Instant.EPOCH.plusNanos(now * 1000);
    }

    /** Something that will happen so many microseconds from now. */
    void after(long micros, Runnable action) {
        events.add(new Event(now + Math.max(0, micros), scheduled++, action));
    }

    /** Lets happen what happens until then. */
    void runUntil(long time) {
        for (var next = events.peek(); next != null && next.time <= time; next = events.peek()) {
            events.remove();
            now = next.time;
            next.action.run();
        }
        now = Math.max(now, time);
    }

    /** At least the one, less than the other. */
    long between(long least, long below) {
        return dice.nextLong(least, below);
    }

    boolean chance(int percent) {
        return dice.nextInt(100) < percent;
    }

    <T> T any(List<T> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }

    void say(Supplier<String> what) {
        if (traced) {
            trace.add("%10.3f ms  %s".formatted(now / 1e3, what.get()));
        }
    }

    List<String> trace() {
        return trace;
    }
}
