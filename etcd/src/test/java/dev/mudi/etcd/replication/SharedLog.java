package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log in memory that some members in this process share; the first leads until another is told to. */
final class SharedLog {
    private static final int NO_ONE = -1;

    private final List<End> ends = new ArrayList<>();
    private long index;
    private long term = 1;
    private int leader;

    synchronized OrderedLog join() {
        var end = new End(ends.size());
        ends.add(end);
        return end;
    }

    /** Another member leads from now on. */
    synchronized void lead(int member) {
        term++;
        leader = member;
        index++;
        for (var end : ends) {
            end.listener.advance(index, term);
        }
        for (var end : ends) {
            end.listener.leadershipChanged(end.leadership());
        }
    }

    /** No one leads until {@link #lead} says who. */
    synchronized void depose() {
        leader = NO_ONE;
        for (var end : ends) {
            end.listener.leadershipChanged(Leadership.UNKNOWN);
        }
    }

    private final class End implements OrderedLog {
        private final int member;
        private LogListener listener;

        End(int member) {
            this.member = member;
        }

        @Override
        public void start(LogListener newListener) {
            listener = newListener;
            listener.leadershipChanged(leadership());
        }

        @Override
        public CompletableFuture<Void> propose(Bytes entry) {
            synchronized (SharedLog.this) {
                index++;
                for (var end : ends) {
                    end.listener.apply(index, term, entry);
                }
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Long> readIndex() {
            synchronized (SharedLog.this) {
                return CompletableFuture.completedFuture(index);
            }
        }

        @Override
        public CompletableFuture<Bytes> askLeader(Bytes question) {
            return leader == NO_ONE
                    ? CompletableFuture.failedFuture(new IOException("no leader is known"))
                    : ends.get(leader).listener.answer(question);
        }

        @Override
        public Leadership leadership() {
            return leader == NO_ONE ? Leadership.UNKNOWN : new Leadership(leader + 1, term, leader == member);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
