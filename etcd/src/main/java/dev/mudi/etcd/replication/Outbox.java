package dev.mudi.etcd.replication;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.commit.Weights;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this member wants in the log: requests that wait, and entries under way of which it is not yet known whether they came
 * in. Requests that come while the entries under way are as many as may be go together into the next. For one thread at a time.
 */
final class Outbox {
    /** How many entries are under way at most. */
    private static final int UNDER_WAY = 4;
    /** How many requests wait at most; a further one is refused. */
    private static final int WAITING = 16_384;

    private static final int PER_ENTRY = 1024;
    private static final long ENTRY_BYTES = 1L << 20;

    private final long proposer;
    private final OrderedLog log;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final Map<Long, UnderWay> underWay = new LinkedHashMap<>();
    private long sequence;

    private record UnderWay(long term, List<Request> requests) {}

    Outbox(long proposer, OrderedLog log) {
        this.proposer = proposer;
        this.log = log;
    }

    void add(Request request) {
        if (waiting.size() >= WAITING) {
            request.complete(EtcdException.of(Code.TOO_MANY_REQUESTS));
        } else {
            waiting.addLast(request);
        }
    }

    /** What is to be proposed now, if anything. */
    List<Entry> take() {
        var leadership = log.leadership();
        var entries = new ArrayList<Entry>();
        while (leadership.isKnown() && !waiting.isEmpty() && underWay.size() < UNDER_WAY) {
            var requests = new ArrayList<Request>();
            long bytes = 0;
            while (!waiting.isEmpty() && requests.size() < PER_ENTRY && bytes < ENTRY_BYTES) {
                var next = waiting.removeFirst();
                requests.add(next);
                bytes += Weights.of(next.proposal());
            }
            sequence++;
            underWay.put(sequence, new UnderWay(leadership.term(), requests));
            entries.add(new Entry(
                    proposer,
                    sequence,
                    leadership.term(),
                    requests.stream().map(Request::proposal).toList()));
        }
        return entries;
    }

    /** An entry came out of the log; answers those who wait for it when it is one of this member's. */
    void applied(Entry entry, List<Object> answers) {
        if (entry.proposer() != proposer) {
            return;
        }
        var own = underWay.remove(entry.sequence());
        if (own == null) {
            return;
        }
        if (answers.isEmpty()) {
            again(own);
            return;
        }
        for (int i = 0; i < answers.size(); i++) {
            own.requests.get(i).complete(answers.get(i));
        }
    }

    /** An entry did not come into the log and never will. */
    void notProposed(long entry) {
        var own = underWay.remove(entry);
        if (own != null) {
            again(own);
        }
    }

    /** The log has come to this term: what was meant for an older one and has not come out of it never will. */
    void reached(long term) {
        var lost = underWay.entrySet().stream()
                .filter(entry -> entry.getValue().term < term)
                .map(Map.Entry::getKey)
                .toList();
        lost.reversed().forEach(this::notProposed);
    }

    private void again(UnderWay lost) {
        lost.requests.reversed().forEach(waiting::addFirst);
    }

    /** The log jumped over entries: whether those under way were among them is not known any more. */
    void jumped() {
        var lost =
                underWay.values().stream().flatMap(own -> own.requests.stream()).toList();
        underWay.clear();
        lost.forEach(request -> request.complete(unknown()));
    }

    /** Tells those whose time is over. What they wanted may happen all the same when it is under way. */
    void expire(Instant now) {
        var late = Stream.concat(waiting.stream(), underWay.values().stream().flatMap(own -> own.requests.stream()))
                .filter(request -> !request.deadline().isAfter(now))
                .toList();
        waiting.removeIf(late::contains);
        underWay.values().removeIf(own -> late.containsAll(own.requests));
        // Last, for whoever is told may want something else at once.
        late.forEach(request -> request.complete(unknown()));
    }

    void stop() {
        var stopped = EtcdException.of(Code.STOPPED);
        var all = Stream.concat(waiting.stream(), underWay.values().stream().flatMap(own -> own.requests.stream()))
                .toList();
        waiting.clear();
        underWay.clear();
        all.forEach(request -> request.complete(stopped));
    }

    private static EtcdException unknown() {
        return EtcdException.of(Code.TIMEOUT);
    }
}
