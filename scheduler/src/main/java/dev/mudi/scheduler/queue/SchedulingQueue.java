package dev.mudi.scheduler.queue;

import dev.mudi.scheduler.framework.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods that wait, each in one of three places: ready to be tried; backing off after a failure (1 s, doubling to 10 s);
 * or set aside until a change may help, for five minutes at most (upstream's PriorityQueue). Bounded by the number of pods.
 * For one thread at a time; time is passed in.
 */
public final class SchedulingQueue {
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_ASIDE = Duration.ofMinutes(5);

    private static final Comparator<QueuedPod> BY_PRIORITY = Comparator.<QueuedPod>comparingInt(
                    queued -> -queued.pod().priority())
            .thenComparing(QueuedPod::since)
            .thenComparing(queued -> queued.pod().uid());

    private record Timed(Instant at, QueuedPod queued) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0
                    ? byTime
                    : queued.pod().uid().compareTo(other.queued.pod().uid());
        }
    }

    private final TreeSet<QueuedPod> ready = new TreeSet<>(BY_PRIORITY);
    private final TreeSet<Timed> backingOff = new TreeSet<>();
    private final TreeSet<Timed> aside = new TreeSet<>();
    private final Map<String, Place> places = new HashMap<>();

    /** Where a pod waits. */
    private sealed interface Place {
        /** Nowhere any more. */
        record Gone() implements Place {}

        record Ready(QueuedPod queued) implements Place {}

        record BackingOff(Timed timed) implements Place {}

        record Aside(Timed timed) implements Place {}
    }

    /** A pod that has no node; one that waits already gets its newer state, and is ready at once if it was set aside. */
    public void add(PodInfo pod, Instant now) {
        switch (take(pod.uid())) {
            case Place.Gone() -> putReady(new QueuedPod(pod, now, 0, Set.of()));
            case Place.Ready(var queued) -> putReady(queued.with(pod));
            case Place.BackingOff(var timed) -> putBackingOff(timed.at, timed.queued.with(pod));
            case Place.Aside(var timed) -> wake(timed.queued.with(pod), now);
        }
    }

    /** The pod waits no more: it was deleted, or somebody else gave it a node. */
    public void remove(String uid) {
        take(uid);
    }

    /** Takes the pod that is next, if one is ready at this time. */
    public Optional<QueuedPod> pop(Instant now) {
        flush(now);
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        var next = ready.first();
        take(next.pod().uid());
        return Optional.of(next.tried());
    }

    /** No node fits: sets the pod aside until a change may help. */
    public void setAside(QueuedPod queued, Set<String> rejectedBy, Instant now) {
        var timed = new Timed(now.plus(LONGEST_ASIDE), queued.rejected(rejectedBy));
        aside.add(timed);
        places.put(queued.pod().uid(), new Place.Aside(timed));
    }

    /** Something failed that has nothing to do with the pod: it is tried again after its back-off. */
    public void retry(QueuedPod queued, Instant now) {
        putBackingOff(now.plus(backOff(queued.attempts())), queued);
    }

    /** Something changed: those it may help are ready, or back off if they were tried only just now. */
    public void happened(ClusterEvent event, Instant now) {
        if (aside.isEmpty()) {
            return;
        }
        for (var timed : new ArrayList<>(aside)) {
            if (event.mayHelp(timed.queued.rejectedBy())) {
                take(timed.queued.pod().uid());
                wake(timed.queued, now, timed.at.minus(LONGEST_ASIDE));
            }
        }
    }

    /** When a pod becomes ready by the mere passing of time; empty if none does. */
    public Optional<Instant> nextChange() {
        if (backingOff.isEmpty()) {
            return aside.isEmpty() ? Optional.empty() : Optional.of(aside.first().at);
        }
        var first = backingOff.first().at;
        return Optional.of(aside.isEmpty() || first.isBefore(aside.first().at) ? first : aside.first().at);
    }

    /** How many pods wait. */
    public int size() {
        return places.size();
    }

    /** How long a pod waits after so many attempts. */
    static Duration backOff(int attempts) {
        var delay = FIRST_BACK_OFF.multipliedBy(1L << Math.clamp(attempts - 1, 0, 4));
        return delay.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : delay;
    }

    private void flush(Instant now) {
        while (!backingOff.isEmpty() && !backingOff.first().at.isAfter(now)) {
            var queued = backingOff.first().queued;
            take(queued.pod().uid());
            putReady(queued);
        }
        while (!aside.isEmpty() && !aside.first().at.isAfter(now)) {
            var queued = aside.first().queued;
            take(queued.pod().uid());
            putReady(queued);
        }
    }

    private void wake(QueuedPod queued, Instant now) {
        wake(queued, now, now.minus(LONGEST_BACK_OFF));
    }

    private void wake(QueuedPod queued, Instant now, Instant lastTried) {
        var earliest = lastTried.plus(backOff(queued.attempts()));
        if (earliest.isAfter(now)) {
            putBackingOff(earliest, queued);
        } else {
            putReady(queued);
        }
    }

    private void putReady(QueuedPod queued) {
        ready.add(queued);
        places.put(queued.pod().uid(), new Place.Ready(queued));
    }

    private void putBackingOff(Instant until, QueuedPod queued) {
        var timed = new Timed(until, queued);
        backingOff.add(timed);
        places.put(queued.pod().uid(), new Place.BackingOff(timed));
    }

    /** Takes a pod from where it waits, and says where that was. */
    private Place take(String uid) {
        var place = Objects.requireNonNullElse(places.remove(uid), new Place.Gone());
        switch (place) {
            case Place.Gone() -> {}
            case Place.Ready(var queued) -> ready.remove(queued);
            case Place.BackingOff(var timed) -> backingOff.remove(timed);
            case Place.Aside(var timed) -> aside.remove(timed);
        }
        return place;
    }
}
