package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What this member asks the leader beside the log. Whoever was asked may be no leader any more, or gone: a question is asked again
 * until someone answers it or its time is over; it does no harm when two do. For one thread at a time.
 */
final class Questions {
    /** How many may be open at most; a further one is refused. */
    private static final int OPEN = 65_536;

    private final List<Asked> waiting = new ArrayList<>();
    private final Set<Asked> underWay = new LinkedHashSet<>();

    /** @param answer completed with the leader's */
    record Asked(Bytes question, Instant deadline, CompletableFuture<Bytes> answer) {}

    void add(Asked asked) {
        if (waiting.size() + underWay.size() >= OPEN) {
            asked.answer.completeExceptionally(EtcdException.of(Code.TOO_MANY_REQUESTS));
        } else {
            waiting.add(asked);
        }
    }

    /** What is to be asked now. */
    List<Asked> take() {
        var taken = List.copyOf(waiting);
        waiting.clear();
        underWay.addAll(taken);
        return taken;
    }

    /** It is answered. */
    void answered(Asked asked) {
        underWay.remove(asked);
        waiting.remove(asked);
    }

    /** It is to be asked again. */
    void failed(Asked asked) {
        if (underWay.remove(asked)) {
            waiting.add(asked);
        }
    }

    /** Another leads: who was asked before may never answer. */
    void askAnew() {
        waiting.addAll(underWay);
        underWay.clear();
    }

    void expire(Instant now) {
        var late = all().stream().filter(asked -> !asked.deadline.isAfter(now)).toList();
        late.forEach(this::answered);
        // Last, for whoever is told may want something else at once.
        late.forEach(asked -> asked.answer.completeExceptionally(EtcdException.of(Code.TIMEOUT)));
    }

    private List<Asked> all() {
        var all = new ArrayList<>(waiting);
        all.addAll(underWay);
        return all;
    }

    void stop() {
        var all = all();
        waiting.clear();
        underWay.clear();
        all.forEach(asked -> asked.answer.completeExceptionally(EtcdException.of(Code.STOPPED)));
    }
}
