package dev.mudi.controllers.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.client.EventBroadcaster;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.FakeApiServer;
import dev.mudi.client.Informers;
import dev.mudi.client.ManualClock;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.awaitility.core.ThrowingRunnable;

/** Controllers that run against a fake API server, and a kubelet of a few lines. */
public final class ControllerFixture implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String OWN = "of-the-fixture";

    public final ManualClock clock = ManualClock.ticking(Instant.parse("2026-01-01T00:00:00Z"));
    public final FakeApiServer server = new FakeApiServer(clock);
    public final KubernetesClient client = server.client();
    private final Informers informers = new Informers(client, new Random(1));
    private final EventBroadcaster events = new EventBroadcaster(client, clock, "");
    private final List<Controller> controllers = new ArrayList<>();
    private int settled;

    public ControllerContext context() {
        return context(ControllerOptions.withRootCa("-----BEGIN CERTIFICATE-----"));
    }

    public ControllerContext context(ControllerOptions options) {
        return new ControllerContext(name -> client, informers, events::recorder, clock, new Random(1), options);
    }

    /** Starts a controller and waits for its caches. */
    public <C extends Controller> C start(Function<ControllerContext, C> controller) throws Exception {
        return started(controller.apply(context()));
    }

    public <C extends Controller> C started(C created) throws Exception {
        controllers.add(created);
        informers.start();
        informers.awaitSync(SOON);
        created.start();
        return created;
    }

    /** Moves the clock on, once all that is due has been done: a delay that begins while it jumps would be too long. */
    public void advance(Duration by) {
        settle();
        clock.advance(by);
        controllers.forEach(controller -> controller.loop().clockMoved());
    }

    /** Waits until the controllers have heard of all that is there and have done what is due. */
    public void settle() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(3)).until(this::isSettled);
    }

    /** Asked twice whether all are idle: one that was not done yet may have left something to one asked before it. */
    private boolean isSettled() {
        long revision = server.bookmark();
        return informers.hasReached(revision) && areIdle() && areIdle() && server.revision() == revision;
    }

    /** The writes since the last call, events too, of all that was due. */
    public List<String> takeWrites() {
        settle();
        var last = "settled-" + ++settled;
        events.recorder("fixture")
                .record(
                        new ObjectReferenceBuilder()
                                .withNamespace(OWN)
                                .withName(last)
                                .build(),
                        EventRecorder.Type.NORMAL,
                        "Settled",
                        last);
        eventually(() -> assertThat(client.v1().events().inNamespace(OWN).list().getItems())
                .as("events are written in the order in which they were said")
                .anyMatch(event -> event.getMessage().equals(last)));
        return server.takeWrites().stream()
                .filter(write -> !write.contains("/namespaces/" + OWN + "/"))
                .toList();
    }

    private boolean areIdle() {
        return controllers.stream().allMatch(controller -> controller.loop().isIdle());
    }

    public <T extends HasMetadata> T create(T object) {
        return client.resource(object).create();
    }

    public List<Pod> pods(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    /** The pod runs from now on, Ready or not. */
    public void run(Pod pod, boolean ready) {
        var running = new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("10.0.0."
                        + (1 + Math.floorMod(pod.getMetadata().getName().hashCode(), 250)))
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(Timestamps.time(clock.instant()))
                .endCondition()
                .endStatus()
                .build();
        client.resource(running).updateStatus();
    }

    /** Makes every pod of the namespace run, Ready. */
    public void runAll(String namespace) {
        pods(namespace).stream()
                .filter(pod -> pod.getStatus() == null || pod.getStatus().getPhase() == null)
                .forEach(pod -> run(pod, true));
    }

    /** Waits until the assertion holds. */
    public static void eventually(ThrowingRunnable assertion) {
        await().ignoreExceptions()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        controllers.forEach(Controller::close);
        events.close();
        informers.close();
        client.close();
        eventually(() -> assertThat(server.watchers()).isZero());
    }
}
