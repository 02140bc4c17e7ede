package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final EventCorrelator correlator = new EventCorrelator();

    private static ObjectReference pod(String name) {
        return new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace("a")
                .withName(name)
                .withUid("uid-" + name)
                .build();
    }

    private EventCorrelator.Decision say(String pod, String reason, String message) {
        return correlator.correlate(new EventCorrelator.Said(
                pod(pod), EventRecorder.Type.NORMAL, reason, message, "kubelet", clock.instant()));
    }

    @Test
    void whatIsSaidAgainIsCounted() {
        var first = (EventCorrelator.Create) say("web", "Pulled", "image present");
        clock.advance(Duration.ofSeconds(1));
        var second = (EventCorrelator.Count) say("web", "Pulled", "image present");
        assertThat(second.event().name()).isEqualTo(first.event().name());
        assertThat(second.event().count()).isEqualTo(2);
        assertThat(say("web", "Started", "started")).isInstanceOf(EventCorrelator.Create.class);
    }

    @Test
    void anObjectWithTooManyEventsIsDroppedUntilItHasBeenQuiet() {
        for (int i = 0; i < 25; i++) {
            assertThat(say("web", "BackOff", "back-off")).isNotInstanceOf(EventCorrelator.Drop.class);
        }
        assertThat(say("web", "BackOff", "back-off")).isInstanceOf(EventCorrelator.Drop.class);
        assertThat(say("other", "BackOff", "back-off")).isInstanceOf(EventCorrelator.Create.class);
        clock.advance(Duration.ofMinutes(5));
        assertThat(say("web", "BackOff", "back-off")).isInstanceOf(EventCorrelator.Count.class);
    }

    @Test
    void manySimilarEventsAreCombined() {
        for (int i = 0; i < 9; i++) {
            assertThat(say("web", "Failed", "attempt " + i)).isInstanceOf(EventCorrelator.Create.class);
        }
        var combined = (EventCorrelator.Create) say("web", "Failed", "attempt 9");
        assertThat(combined.message()).isEqualTo("(combined from similar events): attempt 9");
        var again = (EventCorrelator.Count) say("web", "Failed", "attempt 10");
        assertThat(again.message()).isEqualTo("(combined from similar events): attempt 10");
        assertThat(again.event().name()).isEqualTo(combined.event().name());
    }

    @Test
    void aLongMessageIsCutBetweenCharacters() {
        var created = (EventCorrelator.Create) say("web", "Failed", "ü".repeat(2000));
        assertThat(created.message()).endsWith("ü...").hasSizeLessThan(600);
    }

    @Test
    void eventsAreWrittenWithTheirSourceAndCount() {
        var server = new FakeApiServer(clock);
        try (var client = server.client();
                var broadcaster = new EventBroadcaster(client, clock, "node-1")) {
            var recorder = broadcaster.recorder("kubelet");
            recorder.record(pod("web"), EventRecorder.Type.WARNING, "BackOff", "restarting");
            recorder.record(pod("web"), EventRecorder.Type.WARNING, "BackOff", "restarting");
            await().untilAsserted(() -> assertThat(events(server))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getCount()).isEqualTo(2);
                        assertThat(event.getType()).isEqualTo("Warning");
                        assertThat(event.getSource().getComponent()).isEqualTo("kubelet");
                        assertThat(event.getSource().getHost()).isEqualTo("node-1");
                        assertThat(event.getInvolvedObject().getName()).isEqualTo("web");
                    }));
        }
    }

    @Test
    void anEventThatExpiredIsWrittenAnew() {
        var server = new FakeApiServer(clock);
        try (var client = server.client();
                var broadcaster = new EventBroadcaster(client, clock, "")) {
            var recorder = broadcaster.recorder("kubelet");
            recorder.record(pod("web"), EventRecorder.Type.NORMAL, "Started", "started");
            await().untilAsserted(() -> assertThat(events(server)).hasSize(1));
            client.v1().events().inNamespace("a").delete();
            recorder.record(pod("web"), EventRecorder.Type.NORMAL, "Started", "started");
            await().untilAsserted(() -> assertThat(events(server)).hasSize(1));
        }
    }

    private static List<Event> events(FakeApiServer server) {
        try (var client = server.client()) {
            return client.v1().events().inNamespace("a").list().getItems();
        }
    }
}
