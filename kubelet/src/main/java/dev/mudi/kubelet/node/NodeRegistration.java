package dev.mudi.kubelet.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.Refusals;
import dev.mudi.kubelet.config.KubeletConfiguration;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the node, renews its lease, and writes its status when it changes or a few minutes have gone by. One virtual
 * thread for the lease and one for the status, which end when this is closed.
 */
public final class NodeRegistration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);
    /** How often a node that isn't ready, or isn't known to the API, looks again. */
    private static final Duration IMPATIENT = Duration.ofMillis(200);

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final int IMPATIENT_LOOKS = 100;

    /**
     * What the status is made of.
     *
     * @param health how the node is; blocking
     * @param images those on the node; blocking
     * @param port of the server
     */
    public record Sources(Supplier<NodeHealth> health, Supplier<List<ContainerImage>> images, IntSupplier port) {}

    private final KubernetesClient client;
    private final NodeObject object;
    private final Sources sources;
    private final EventRecorder events;
    private final InstantSource clock;
    private final NodeLease lease;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile Optional<Node> node = Optional.empty();
    private NodeStatus sent = new NodeStatus();
    private Instant sentAt = Instant.MIN;
    private final List<Thread> threads;

    /** Starts to register. */
    public NodeRegistration(
            KubernetesClient client, NodeObject object, Sources sources, EventRecorder events, InstantSource clock) {
        this.client = client;
        this.object = object;
        this.sources = sources;
        this.events = events;
        this.clock = clock;
        var configuration = object.configuration();
        this.lease = new NodeLease(client, name(), configuration.nodeLeaseDurationSeconds(), clock);
        this.threads = List.of(
                Thread.ofVirtual().name("node-status").start(this::keepStatus),
                Thread.ofVirtual().name("node-lease").start(this::keepLease));
    }

    private String name() {
        return object.facts().name();
    }

    private KubeletConfiguration configuration() {
        return object.configuration();
    }

    /** The labels of the node as the API has them, or as they will be. */
    public Map<String, String> labels() {
        return node.map(n -> n.getMetadata().getLabels()).orElseGet(object::allLabels);
    }

    /** Waits until the API knows that the node is ready; false when the time is over. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return ready.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void keepStatus() {
        try {
            int looks = 0;
            boolean done = false;
            while (!done) {
                syncStatus();
                boolean settled = ready.getCount() == 0 && node.isPresent();
                var pause = settled
                        ? configuration().nodeStatusUpdateFrequency()
                        : ++looks < IMPATIENT_LOOKS ? IMPATIENT : PATIENT;
                done = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepLease() {
        try {
            // A quarter of the lease's life, as upstream renews it.
            long seconds = Math.max(1, configuration().nodeLeaseDurationSeconds() / 4);
            boolean done = false;
            while (!done) {
                lease.renew(node);
                done = closed.await(seconds, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void syncStatus() {
        try {
            if (node.isEmpty()) {
                register();
            }
            var now = clock.instant();
            var health = sources.health().get();
            var status = object.status(
                    sent, health, sources.images().get(), sources.port().getAsInt(), now);
            boolean due = sentAt.equals(Instant.MIN)
                    || now.isAfter(sentAt.plus(configuration().nodeStatusReportFrequency()));
            if (due || !withoutHeartbeat(status).equals(withoutHeartbeat(sent))) {
                send(status, now);
            }
        } catch (KubernetesClientException e) {
            if (Refusals.isNotFound(e)) {
                node = Optional.empty();
            }
            LOG.atWarn().addKeyValue("node", name()).log("The node's status can't be written: {}", Refusals.message(e));
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("node", name()).log("The node's status can't be made");
        }
    }

    /** Makes the node, or gives the one that is there the labels it should have. */
    private void register() {
        var health = sources.health().get();
        var status = object.status(
                sent, health, sources.images().get(), sources.port().getAsInt(), clock.instant());
        var present = client.nodes().withName(name()).get();
        if (present == null && configuration().registerNode()) {
            present = client.nodes().resource(object.node(status)).create();
            LOG.atInfo().addKeyValue("node", name()).log("The node is registered");
            normal("RegisteredNode", "Node " + name() + " was registered");
        } else if (present != null) {
            present = relabel(present);
        }
        if (present != null) {
            sent = present.getStatus() == null ? new NodeStatus() : present.getStatus();
            node = Optional.of(present);
        }
    }

    private Node relabel(Node present) {
        var has = present.getMetadata().getLabels() == null
                ? Map.<String, String>of()
                : present.getMetadata().getLabels();
        if (has.entrySet().containsAll(object.allLabels().entrySet())) {
            return present;
        }
        var patch = JSON.createObjectNode();
        patch.putObject("metadata").set("labels", JSON.valueToTree(object.allLabels()));
        return client.nodes().withName(name()).patch(STRATEGIC, patch.toString());
    }

    private static NodeStatus withoutHeartbeat(NodeStatus status) {
        var copy = new NodeStatusBuilder(status);
        for (int i = 0; i < copy.buildConditions().size(); i++) {
            copy.editCondition(i).withLastHeartbeatTime(null).endCondition();
        }
        return copy.build();
    }

    private void send(NodeStatus status, Instant now) {
        if (node.isEmpty()) {
            return;
        }
        var patch = JSON.createObjectNode();
        patch.set("status", JSON.valueToTree(status));
        client.nodes().withName(name()).subresource("status").patch(STRATEGIC, patch.toString());
        boolean was = isReady(sent);
        boolean is = isReady(status);
        sent = status;
        sentAt = now;
        if (is) {
            ready.countDown();
        }
        if (was != is) {
            var event = is ? "NodeReady" : "NodeNotReady";
            LOG.atInfo()
                    .addKeyValue("node", name())
                    .addKeyValue("status", event)
                    .log("The node's status is now {}", event);
            normal(event, "Node " + name() + " status is now: " + event);
        }
    }

    private static boolean isReady(NodeStatus status) {
        return status.getConditions() != null && status.getConditions().stream().anyMatch(NodeRegistration::isReady);
    }

    private static boolean isReady(NodeCondition condition) {
        return condition.getType().equals("Ready") && condition.getStatus().equals("True");
    }

    /** Tells an event about the node. */
    public void normal(String reason, String message) {
        events.record(reference(), EventRecorder.Type.NORMAL, reason, message);
    }

    private ObjectReference reference() {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(name())
                // Upstream's node events carry the name as the UID, and tools look for that.
                .withUid(name())
                .build();
    }

    /** Ends both threads. The node stays registered. */
    @Override
    public void close() {
        closed.countDown();
        try {
            for (var thread : threads) {
                if (!thread.join(Duration.ofSeconds(2))) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
