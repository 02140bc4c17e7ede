package dev.mudi.client;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the events of a process's components, one after the other on a virtual thread of its own. At most 1000 wait;
 * those said beyond that are dropped, and the first of them is logged. Thread-safe.
 */
public final class EventBroadcaster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventBroadcaster.class);
    private static final int LONGEST_QUEUE = 1000;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final Patches patches;
    private final Clock clock;
    private final String host;
    private final EventCorrelator correlator = new EventCorrelator(); // the writer's alone
    private final BlockingQueue<EventCorrelator.Said> said = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread writer;
    private volatile boolean closed;
    private volatile boolean dropping;

    /**
     * Starts the writer.
     *
     * @param client stays the caller's, and must be open as long as this
     * @param host the node's name, or empty
     */
    public EventBroadcaster(KubernetesClient client, Clock clock, String host) {
        this.client = client;
        this.patches = new Patches(client);
        this.clock = clock;
        this.host = host;
        this.writer = Thread.ofVirtual().name("event-broadcaster").start(this::write);
    }

    /**
     * The recorder of a component.
     *
     * @param component as in the event's source, such as {@code deployment-controller}
     */
    public EventRecorder recorder(String component) {
        return (regarding, type, reason, message) ->
                offer(new EventCorrelator.Said(regarding, type, reason, message, component, clock.instant()));
    }

    private void offer(EventCorrelator.Said event) {
        if (closed) {
            return;
        }
        if (said.offer(event)) {
            dropping = false;
        } else if (!dropping) {
            dropping = true;
            LOG.atWarn().log("{} events wait to be written: dropping further ones", LONGEST_QUEUE);
        }
    }

    private void write() {
        try {
            while (!closed) {
                write(said.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void write(EventCorrelator.Said event) {
        try {
            switch (correlator.correlate(event)) {
                case EventCorrelator.Drop _ -> {}
                case EventCorrelator.Create(var written, var message) -> create(event, written, message);
                case EventCorrelator.Count(var written, var message) -> count(event, written, message);
            }
        } catch (KubernetesClientException e) {
            LOG.atDebug()
                    .addKeyValue("object", event.regarding().getName())
                    .addKeyValue("reason", event.reason())
                    .log("an event could not be written and is dropped: {}", Refusals.message(e));
        }
    }

    private void create(EventCorrelator.Said event, EventCorrelator.Written written, String message) {
        var object = new EventBuilder()
                .withNewMetadata()
                .withNamespace(written.namespace())
                .withName(written.name())
                .endMetadata()
                .withInvolvedObject(event.regarding())
                .withType(event.type().text())
                .withReason(event.reason())
                .withMessage(message)
                .withCount(written.count())
                .withFirstTimestamp(Timestamps.time(written.first()))
                .withLastTimestamp(Timestamps.time(event.at()))
                .withReportingComponent(event.component())
                .withReportingInstance(host)
                .withNewSource(event.component(), host.isEmpty() ? null : host)
                .build();
        client.v1().events().inNamespace(written.namespace()).resource(object).create();
    }

    private void count(EventCorrelator.Said event, EventCorrelator.Written written, String message) {
        var patch = Map.of("count", written.count(), "lastTimestamp", Timestamps.time(event.at()), "message", message);
        try {
            patches.merge("/api/v1/namespaces/" + written.namespace() + "/events/" + written.name(), patch);
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
            correlator.forget(written); // it expired
            create(event, written, message);
        }
    }

    /** Ends the writer; what waits is dropped. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
