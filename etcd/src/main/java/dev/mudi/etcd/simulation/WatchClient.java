package dev.mudi.etcd.simulation;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches some keys from the first revision on, at one member after the other. */
final class WatchClient {
    private static final long FIRST = 2;

    final int id;
    final KeyRange keys;
    private final Cluster cluster;
    private final World world;
    /** One for each time that the watch was begun. */
    private final List<Connection> connections = new ArrayList<>();

    private long next = FIRST;
    private boolean ended;

    /** The events of one call. */
    record Told(long revision, List<WatchEvent> events) {}

    /** That everything up to a revision was told, when so many calls had come. */
    record Bookmark(long revision, int calls) {}

    WatchClient(int id, KeyRange keys, Cluster cluster) {
        this.id = id;
        this.keys = keys;
        this.cluster = cluster;
        this.world = cluster.world;
    }

    List<Connection> connections() {
        return connections;
    }

    /** The next revision that is wanted. */
    long next() {
        return next;
    }

    void connect() {
        var peers = cluster.peers();
        if (ended) {
            return;
        }
        if (peers.isEmpty()) {
            later();
            return;
        }
        var connection = new Connection(next);
        connections.add(connection);
        world.say(() -> "watch " + id + " begins at revision " + connection.start);
        connection.handle = world.any(peers)
                .replica
                .hub()
                .watch(WatchRequest.of(keys).from(connection.start).withPrevKv(), connection);
        if (connection.over) {
            connection.handle.close();
        }
    }

    private void later() {
        world.after(world.between(World.MILLI, 100 * World.MILLI), this::connect);
    }

    /** Breaks the connection off, as a client that goes away does. */
    void disconnect() {
        if (!connections.isEmpty()) {
            connections.getLast().breakOff();
        }
    }

    /** Notes how far the watch says it is. */
    void bookmark() {
        if (!connections.isEmpty()) {
            connections.getLast().bookmark();
        }
    }

    void end() {
        ended = true;
    }

    /** One watch on one member. */
    final class Connection implements WatchListener {
        final long start;
        final List<Told> told = new ArrayList<>();
        final List<Bookmark> bookmarks = new ArrayList<>();
        /** The oldest revision that could still be read, when the watch ended with that; else 0. */
        long compacted;

        private @Nullable WatchHandle handle;
        private boolean over;

        Connection(long start) {
            this.start = start;
        }

        @Override
        public void events(long revision, List<WatchEvent> events) {
            told.add(new Told(revision, List.copyOf(events)));
            next = Math.max(next, revision + 1);
        }

        @Override
        public void compacted(long compactRevision) {
            compacted = compactRevision;
            next = Math.max(next, compactRevision);
            finish();
        }

        @Override
        public void closed(EtcdException cause) {
            finish();
        }

        private void finish() {
            if (!over) {
                over = true;
                later();
            }
        }

        private void breakOff() {
            var running = handle;
            if (over || running == null) {
                return;
            }
            running.close();
            world.say(() -> "watch " + id + " breaks off before revision " + next);
            if (cluster.bug == Bug.LOST_WATCH_EVENT) {
                next++;
            }
            finish();
        }

        private void bookmark() {
            var running = handle;
            if (!over && running != null) {
                long revision = running.revision();
                bookmarks.add(new Bookmark(revision, told.size()));
                next = Math.max(next, revision + 1);
            }
        }
    }
}
