package dev.mudi.etcd.watch;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watch. Its fields belong to whoever holds the hub's lock, or before it is live to the thread that makes it. */
final class Watcher implements WatchHandle {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final WatchHub hub;
    private final WatchRequest request;
    private final WatchListener listener;
    private final long startRevision;
    /** The events of the revision under way; a single one is shared with other watches. */
    private List<WatchEvent> pending = List.of();
    /** What keeps the events of the revision under way from being told. */
    private @Nullable LostValueException lost;
    /** Every event before this revision was told. */
    private volatile long nextRevision;

    private volatile boolean live;
    private volatile boolean over;

    Watcher(WatchHub hub, WatchRequest request, WatchListener listener, long startRevision) {
        this.hub = hub;
        this.request = request;
        this.listener = listener;
        this.startRevision = startRevision;
        this.nextRevision = startRevision;
    }

    KeyRange keys() {
        return request.keys();
    }

    boolean isOver() {
        return over;
    }

    long nextRevision() {
        return nextRevision;
    }

    void goLive() {
        live = true;
    }

    @Override
    public long startRevision() {
        return startRevision;
    }

    @Override
    public long revision() {
        return live ? Math.max(hub.dispatchedRevision(), startRevision - 1) : nextRevision - 1;
    }

    @Override
    public boolean awaitRevision(long revision, Duration limit) throws InterruptedException {
        return hub.moved().await(() -> over || revision() >= revision, limit.toNanos()) && revision() >= revision;
    }

    /** Takes note of a change of a key in the watched range. Answers whether it is the first of its revision. */
    boolean note(News news) {
        if (over || news.revision() < nextRevision || request.filters().contains(news.type())) {
            return false;
        }
        boolean first = pending.isEmpty() && lost == null;
        try {
            if (pending.isEmpty()) {
                pending = news.alone(request.prevKv());
                return first;
            }
            if (pending.size() == 1) {
                pending = new ArrayList<>(pending);
            }
            pending.add(news.event(request.prevKv()));
        } catch (LostValueException e) {
            lost = e;
        }
        return first;
    }

    /** Whether a value was let go of while this wanted it. */
    boolean looksInVain() {
        return lost != null && lost.isGone();
    }

    /** Takes note of those changes of a revision that are in the watched range. */
    void noteAll(List<Version> changes) {
        for (var change : changes) {
            Bytes key = change.key();
            if (request.keys().contains(key)) {
                note(new News(change));
            }
        }
    }

    /** Forgets what was noted. */
    void forget() {
        pending = List.of();
        lost = null;
    }

    /** Tells what was noted of this revision, if anything. */
    void tell(long revision) {
        nextRevision = revision + 1;
        if (lost != null && !over) {
            end(hub.refusal(lost));
            return;
        }
        if (pending.isEmpty() || over) {
            return;
        }
        var events = pending;
        pending = List.of();
        try {
            listener.events(revision, events);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("a watch listener failed; its watch is over")
                    .addKeyValue("keys", request.keys())
                    .addKeyValue("revision", revision)
                    .setCause(e)
                    .log();
            end(EtcdException.of(EtcdException.Code.WATCH_CANCELED, "its listener failed at revision " + revision));
        }
    }

    void endCompacted(long compactRevision) {
        over = true;
        hub.moved().moved();
        listener.compacted(compactRevision);
    }

    void end(EtcdException cause) {
        if (over) {
            return;
        }
        over = true;
        hub.moved().moved();
        hub.remove(this);
        try {
            listener.closed(cause);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("a watch listener failed when it was told the end")
                    .addKeyValue("keys", request.keys())
                    .setCause(e)
                    .log();
        }
    }

    @Override
    public void close() {
        hub.close(this);
    }

    /** Ends the watch without a word. */
    void markOver() {
        over = true;
        hub.moved().moved();
    }
}
