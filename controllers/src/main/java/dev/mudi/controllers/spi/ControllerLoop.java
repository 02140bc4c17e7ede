package dev.mudi.controllers.spi;

import dev.mudi.client.Informer;
import dev.mudi.client.Lister;
import dev.mudi.client.ReconcileLoop;
import dev.mudi.client.Reconciler;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A work queue, the informers that fill it, and the workers that empty it. Wire it in the controller's constructor, then
 * start it. No key is worked on before every informer has its first list.
 */
public final class ControllerLoop<K> implements AutoCloseable {
    private static final Duration SYNC_WAIT = Duration.ofSeconds(10);

    private final String name;
    private final int workers;
    private final WorkQueue<K> queue;
    private final ReconcileLoop<K> loop;
    private final Reconciler<K> reconciler;
    private final List<Informer<?>> informers = new ArrayList<>();
    private final List<Informer.Registration> registrations = new ArrayList<>();
    private volatile boolean synced;

    /**
     * @param name of the controller, and of its queue in logs and metrics
     * @param workers how many keys may be worked on at once
     */
    public ControllerLoop(String name, int workers, Clock clock, Reconciler<K> reconciler) {
        this.name = name;
        this.workers = workers;
        this.queue = new WorkQueue<>(name, clock);
        this.reconciler = reconciler;
        this.loop = new ReconcileLoop<>(queue, this::reconcile, clock, ReconcileLoop.Observer.NONE);
    }

    /** The name it was given. */
    String name() {
        return name;
    }

    /** Reads the informer, and hears of its changes. */
    public <T extends HasMetadata> Lister<T> watch(Informer<T> informer, ResourceEventHandler<? super T> handler) {
        registrations.add(informer.addHandler(handler));
        return read(informer);
    }

    /** Reads the informer. */
    public <T extends HasMetadata> Lister<T> read(Informer<T> informer) {
        informers.add(informer);
        return informer.lister();
    }

    public void enqueue(K key) {
        queue.add(key);
    }

    public void enqueueAfter(K key, Duration delay) {
        queue.addAfter(key, delay);
    }

    private Reconciler.Result reconcile(K key) throws Exception {
        while (!synced) {
            boolean all = true;
            for (var informer : informers) {
                all &= informer.awaitSync(SYNC_WAIT);
            }
            synced = all;
        }
        return reconciler.reconcile(key);
    }

    public void start() {
        loop.start(workers);
    }

    /** Whether there is nothing to do at this moment. */
    public boolean isIdle() {
        return queue.isIdle();
    }

    /** The clock was moved by hand: looks again which delayed keys are due. */
    public void clockMoved() {
        queue.clockMoved();
    }

    @Override
    public void close() {
        registrations.forEach(Informer.Registration::close);
        loop.close();
    }
}
