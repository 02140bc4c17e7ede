package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.EventSubscription;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands container events to whoever subscribed, each on a virtual thread of its own. A subscriber that is 4,096 events
 * behind loses its oldest. Thread-safe.
 */
public final class ContainerEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerEvents.class);
    private static final int MAX_BEHIND = 4096;

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    public EventSubscription subscribe(Consumer<ContainerEventResponse> consumer) {
        var subscription = new Subscription(consumer);
        subscriptions.add(subscription);
        return subscription;
    }

    public boolean hasSubscribers() {
        return !subscriptions.isEmpty();
    }

    public void publish(ContainerEventResponse event) {
        subscriptions.forEach(subscription -> subscription.offer(event));
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }

    private final class Subscription implements EventSubscription {

        private final BlockingQueue<ContainerEventResponse> queue = new LinkedBlockingQueue<>(MAX_BEHIND);
        private final Consumer<ContainerEventResponse> consumer;
        private final Thread thread;

        Subscription(Consumer<ContainerEventResponse> consumer) {
            this.consumer = consumer;
            this.thread = Thread.ofVirtual().name("container-events").start(this::deliver);
        }

        void offer(ContainerEventResponse event) {
            while (!queue.offer(event)) {
                if (queue.poll() != null) {
                    LOG.atWarn().log("a subscriber to container events is too slow: its oldest event was dropped");
                }
            }
        }

        private void deliver() {
            try {
                while (true) {
                    deliver(queue.take());
                }
            } catch (InterruptedException closed) {
                LOG.atDebug().log("a subscription to container events ended");
            }
        }

        private void deliver(ContainerEventResponse event) {
            try {
                consumer.accept(event);
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("container", event.getContainerId())
                        .setCause(e)
                        .log("a subscriber failed on a container event");
            }
        }

        @Override
        public void close() {
            subscriptions.remove(this);
            thread.interrupt();
            if (Thread.currentThread() == thread) {
                return;
            }
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
