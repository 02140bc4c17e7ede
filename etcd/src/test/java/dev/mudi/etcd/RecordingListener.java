package dev.mudi.etcd;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Remembers all it is told. */
public final class RecordingListener implements WatchListener {
    private final List<Long> revisions = Collections.synchronizedList(new ArrayList<>());
    private final List<List<WatchEvent>> calls = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong compactedAt = new AtomicLong();
    private final AtomicReference<EtcdException> closed = new AtomicReference<>();

    @Override
    public void events(long revision, List<WatchEvent> events) {
        calls.add(events);
        revisions.add(revision);
    }

    @Override
    public void compacted(long compactRevision) {
        compactedAt.set(compactRevision);
    }

    @Override
    public void closed(EtcdException cause) {
        closed.set(cause);
    }

    public List<Long> revisions() {
        return List.copyOf(revisions);
    }

    public List<List<WatchEvent>> calls() {
        return List.copyOf(calls);
    }

    public List<WatchEvent> events() {
        var all = new ArrayList<WatchEvent>();
        calls().forEach(all::addAll);
        return all;
    }

    public long compactedAt() {
        return compactedAt.get();
    }

    public EtcdException closedBy() {
        return closed.get();
    }

    public void awaitRevision(long revision) {
        await().until(() -> revisions.contains(revision));
    }

    public void awaitCompacted() {
        await().until(() -> compactedAt.get() > 0);
    }
}
