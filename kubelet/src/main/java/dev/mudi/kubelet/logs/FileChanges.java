package dev.mudi.kubelet.logs;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Tells readers when something in a directory has changed. One inotify instance and one thread for all readers of the node,
 * made when the first reader comes. Safe for many threads.
 */
public final class FileChanges implements AutoCloseable {

    /** One reader's interest in a directory. */
    public final class Subscription implements AutoCloseable {
        private final Path directory;
        private final Semaphore signal = new Semaphore(0);

        private Subscription(Path directory) {
            this.directory = directory;
        }

        /** Blocks until something has changed since the last call. */
        public void await() throws InterruptedException {
            signal.acquire();
            signal.drainPermits();
        }

        /** Wakes the reader for another reason. */
        public void wake() {
            signal.release();
        }

        @Override
        public void close() {
            unsubscribe(this);
        }
    }

    private record Watched(WatchKey key, Set<Subscription> subscriptions) {}

    private final Map<Path, Watched> directories = new HashMap<>();
    private @org.jspecify.annotations.Nullable WatchService service;
    private boolean closed;

    /**
     * @throws IOException when the directory can't be watched
     */
    public synchronized Subscription subscribe(Path directory) throws IOException {
        if (closed) {
            throw new IOException("the node agent is stopping");
        }
        var watch = service();
        var subscription = new Subscription(directory);
        var watched = directories.get(directory);
        if (watched == null) {
            var key = directory.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched = new Watched(key, new HashSet<>());
            directories.put(directory, watched);
        }
        watched.subscriptions().add(subscription);
        return subscription;
    }

    private WatchService service() throws IOException {
        if (service == null) {
            var made = FileSystems.getDefault().newWatchService();
            service = made;
            Thread.ofVirtual().name("kubelet-file-changes").start(() -> run(made));
        }
        return service;
    }

    private synchronized void unsubscribe(Subscription subscription) {
        var watched = directories.get(subscription.directory);
        if (watched != null
                && watched.subscriptions().remove(subscription)
                && watched.subscriptions().isEmpty()) {
            watched.key().cancel();
            directories.remove(subscription.directory);
        }
    }

    private void run(WatchService watch) {
        try {
            while (true) {
                var key = watch.take();
                key.pollEvents();
                wake((Path) key.watchable());
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            wakeAll();
        }
    }

    private synchronized void wake(Path directory) {
        var watched = directories.get(directory);
        if (watched != null) {
            watched.subscriptions().forEach(Subscription::wake);
        }
    }

    /** Wakes all readers for another reason than a change of their files. */
    public synchronized void wakeAll() {
        directories.values().forEach(watched -> watched.subscriptions().forEach(Subscription::wake));
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (service != null) {
            service.close();
        }
    }

    /** Whether readers should give up. */
    public synchronized boolean isClosed() {
        return closed;
    }
}
