package dev.mudi.etcd.replication;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.state.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads that must see all that was acknowledged before. All that come while one question is under way share the next. For one
 * thread at a time.
 */
final class Reads {
    /** How many may wait at most; a further one is refused. */
    private static final int WAITING = 65_536;

    static final long NO_ROUND = -1;
    /** After so long the log is asked anew: the question may be lost. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    /** Those for whom the log is yet to be asked. */
    private List<Read> unasked = new ArrayList<>();
    /** Those for whom it has been asked and has not answered. */
    private Optional<List<Read>> asked = Optional.empty();
    /** Those who know how far the log was, and wait until that is applied. */
    private final List<Known> known = new ArrayList<>();

    private long round;
    private Instant askedAt = Instant.EPOCH;

    /** @param answer completed with the state to read */
    record Read(Instant deadline, CompletableFuture<State> answer) {}

    private record Known(long index, List<Read> reads) {}

    void add(Read read) {
        if (unasked.size() >= WAITING) {
            read.answer.completeExceptionally(EtcdException.of(Code.TOO_MANY_REQUESTS));
        } else {
            unasked.add(read);
        }
    }

    /**
     * Whether to ask the log now: the number of the round to give to {@link #answered} or {@link #failed}, or
     * {@link #NO_ROUND}.
     */
    long ask(Instant now) {
        if (asked.isPresent() || unasked.isEmpty()) {
            return NO_ROUND;
        }
        asked = Optional.of(unasked);
        unasked = new ArrayList<>();
        askedAt = now;
        return ++round;
    }

    void answered(long ofRound, long index) {
        if (ofRound == round) {
            asked.ifPresent(reads -> known.add(new Known(index, reads)));
            asked = Optional.empty();
        }
    }

    /** They will be asked for again. */
    void failed(long ofRound) {
        if (ofRound == round) {
            askAnew();
        }
    }

    /** Whoever was asked may not be there any more: they will be asked for again. */
    void askAnew() {
        asked.ifPresent(reads -> unasked.addAll(0, reads));
        asked = Optional.empty();
        round++;
    }

    /** Takes those who may read now that so much is applied. */
    List<Read> ready(long applied) {
        var ready = new ArrayList<Read>();
        known.removeIf(waiting -> {
            boolean reached = waiting.index <= applied;
            if (reached) {
                ready.addAll(waiting.reads);
            }
            return reached;
        });
        return ready;
    }

    void expire(Instant now) {
        if (asked.isPresent() && now.isAfter(askedAt.plus(ROUND))) {
            askAnew();
        }
        var late = all().stream().filter(read -> !read.deadline.isAfter(now)).toList();
        unasked.removeIf(late::contains);
        asked.ifPresent(reads -> reads.removeIf(late::contains));
        known.forEach(waiting -> waiting.reads.removeIf(late::contains));
        // Last, for whoever is told may want something else at once.
        late.forEach(read -> read.answer.completeExceptionally(EtcdException.of(Code.TIMEOUT)));
    }

    private List<Read> all() {
        var all = new ArrayList<>(unasked);
        asked.ifPresent(all::addAll);
        known.forEach(waiting -> all.addAll(waiting.reads));
        return all;
    }

    void stop() {
        var stopped = EtcdException.of(Code.STOPPED);
        var all = all();
        unasked.clear();
        asked = Optional.empty();
        known.clear();
        all.forEach(read -> read.answer.completeExceptionally(stopped));
    }
}
