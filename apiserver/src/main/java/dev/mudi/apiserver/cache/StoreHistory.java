package dev.mudi.apiserver.cache;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.StoreErrors;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads from the store what happened before the cache's own history begins. */
final class StoreHistory {
    private static final int LIMIT = 50_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Etcd etcd;
    private final ObjectCodec codec;

    /** Events, and the revision up to which they are all that happened. */
    record Past(List<CachedEvent> events, long upTo) {}

    StoreHistory(Etcd etcd, ObjectCodec codec) {
        this.etcd = etcd;
        this.codec = codec;
    }

    /**
     * What happened after one revision up to another.
     *
     * @throws StatusException 410 when the store has compacted it, or when it is more than anyone should catch up with
     */
    Past between(long after, long upTo) {
        var past = new Collector(after, upTo);
        var request = WatchRequest.of(KeyRange.prefix(codec.layout().prefix()))
                .from(after + 1)
                .withPrevKv();
        try (var handle = etcd.watch(request, past)) {
            handle.requestProgress();
            if (!handle.awaitRevision(upTo, TIMEOUT) && !past.isOver()) {
                throw StatusException.of(Reason.TIMEOUT, "the store did not give its history in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.of(Reason.SERVICE_UNAVAILABLE, "the API server is shutting down");
        } catch (EtcdException e) {
            throw StoreErrors.statusOf(e);
        }
        return past.result();
    }

    private final class Collector implements WatchListener {
        private final long after;
        private final long upTo;
        private final List<CachedEvent> events = new ArrayList<>();
        private boolean over;
        private long compacted;

        private Collector(long after, long upTo) {
            this.after = after;
            this.upTo = upTo;
        }

        @Override
        public synchronized void events(long revision, List<WatchEvent> changes) {
            if (revision > upTo || over) {
                over = true;
                return;
            }
            for (var change : changes) {
                var previous = change.prevKv().map(codec::decode).orElse(null);
                var current = change.type() == WatchEvent.Type.PUT ? codec.decode(change.kv()) : null;
                if (current != null || previous != null) {
                    events.add(new CachedEvent(revision, current, previous));
                }
            }
            over = events.size() > LIMIT;
        }

        @Override
        public synchronized void compacted(long compactRevision) {
            compacted = compactRevision;
            over = true;
        }

        @Override
        public synchronized void closed(EtcdException cause) {
            over = true;
        }

        private synchronized boolean isOver() {
            return over;
        }

        private synchronized Past result() {
            if (compacted > 0) {
                throw WatchCache.tooOld(after, compacted);
            }
            if (events.size() > LIMIT) {
                throw WatchCache.tooOld(after, upTo);
            }
            return new Past(List.copyOf(events), upTo);
        }
    }
}
