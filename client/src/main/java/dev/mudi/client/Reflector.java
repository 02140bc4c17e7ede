package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an informer's cache current: lists once, then watches from the list's revision (Kubernetes reference, "Efficient
 * detection of changes"). A watch that ends is resumed where it stopped; "410 Gone" leads to a new list. Failures are
 * followed by a pause that doubles from 100 ms to 30 s, with as much again at random.
 */
final class Reflector<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final int SHORTEST_WATCH_SECONDS = 300; // client-go's minWatchTimeout

    private final WatchedResource<T> resource;
    private final Selection selection;
    private final ApiStreams streams;
    private final Informer<T> informer;
    private final RandomGenerator random;
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final AtomicReference<@Nullable InputStream> open = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String resourceVersion = "";
    private Duration pause = FIRST_PAUSE;

    Reflector(
            WatchedResource<T> resource,
            Selection selection,
            ApiStreams streams,
            Informer<T> informer,
            RandomGenerator random) {
        this.resource = resource;
        this.selection = selection;
        this.streams = streams;
        this.informer = informer;
        this.random = random;
    }

    void start() {
        var created = Thread.ofVirtual().name("informer-" + resource).unstarted(this::run);
        if (closed.getCount() > 0 && thread.compareAndSet(null, created)) {
            created.start();
        }
    }

    String resourceVersion() {
        return resourceVersion;
    }

    private void run() {
        var listFrom = "0"; // any revision will do: the server answers from its cache
        while (isOpen()) {
            try {
                list(listFrom);
                pause = FIRST_PAUSE;
                while (isOpen()) {
                    watch();
                }
            } catch (GoneException e) {
                LOG.atDebug()
                        .addKeyValue("resource", resource)
                        .log("revision {} is gone, listing again", resourceVersion);
                listFrom = "";
            } catch (IOException | RuntimeException e) {
                failed("list", e);
            }
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void list(String from) throws IOException {
        Set<ObjectKey> seen = new HashSet<>();
        var target = resource.target(selection) + (from.isEmpty() ? "" : "resourceVersion=" + from);
        try (var body = opened(streams.read(target, resource.acceptList(), false))) {
            resourceVersion =
                    ResourceStream.readList(body, resource.type(), object -> informer.listedObject(object, seen));
        } finally {
            open.set(null);
        }
        informer.listed(seen);
    }

    /** Watches until the stream ends or fails; returns when watching may simply go on. */
    private void watch() throws GoneException {
        var seconds = SHORTEST_WATCH_SECONDS + random.nextInt(SHORTEST_WATCH_SECONDS);
        var target = resource.target(selection) + "watch=true&allowWatchBookmarks=true&timeoutSeconds=" + seconds
                + "&resourceVersion=" + resourceVersion;
        var before = resourceVersion;
        try (var body = opened(streams.read(target, resource.accept(), true));
                var _ = streams.closeAfter(body, Duration.ofSeconds(seconds).plus(LONGEST_PAUSE))) {
            ResourceStream.readEvents(body, resource.type(), this::event);
            pause = before.equals(resourceVersion) ? pause : FIRST_PAUSE;
        } catch (GoneException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            failed("watch", e);
            return;
        } finally {
            open.set(null);
        }
        if (before.equals(resourceVersion)) {
            waitBeforeNext(); // a server that ends every watch at once must not be asked in a tight loop
        }
    }

    private void event(ResourceStream.Event<T> event) throws IOException {
        switch (event) {
            case ResourceStream.Changed<T>(T object) -> informer.changed(object);
            case ResourceStream.Deleted<T>(T object) -> informer.deleted(object);
            case ResourceStream.Bookmark<T> bookmark -> {}
            case ResourceStream.Failed<T>(Status status) -> throw ApiStreams.refused(status);
        }
        event.resourceVersion().ifPresent(version -> resourceVersion = version);
    }

    private InputStream opened(InputStream body) throws IOException {
        open.set(body);
        if (!isOpen()) {
            body.close();
        }
        return body;
    }

    private void failed(String what, Exception cause) {
        if (!isOpen()) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("resource", resource)
                .log("{} failed, next attempt in {} ms or a little more: {}", what, pause.toMillis(), cause.toString());
        waitBeforeNext();
    }

    private void waitBeforeNext() {
        var nanos = pause.toNanos() + random.nextLong(pause.toNanos());
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        try {
            closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            closed.countDown(); // only close interrupts
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        var body = open.get();
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("resource", resource).log("closing a watch failed: {}", e.toString());
            }
        }
        var running = thread.get();
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(CLOSE_WAIT)) {
                LOG.atWarn().addKeyValue("resource", resource).log("the informer's thread still runs a handler");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
