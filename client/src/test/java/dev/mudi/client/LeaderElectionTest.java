package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
    /** Asks all the time, while lease and deadline go by the clock that the test moves. */
    private static final LeaderElection.Timing RETRYING =
            new LeaderElection.Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofMillis(20));

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeApiServer server = new FakeApiServer(clock);
    private final KubernetesClient client = server.client();

    @AfterEach
    void disconnect() {
        client.close();
    }

    private LeaderElection candidate(String identity, LeaderElection.Timing timing) {
        return new LeaderElection(
                client,
                new LeaderElection.Candidate("kube-system", "controllers", identity),
                timing,
                clock,
                new Random(1));
    }

    private LeaderElection candidate(String identity) {
        return candidate(identity, LeaderElection.Timing.DEFAULT);
    }

    private String holder() {
        return client.leases()
                .inNamespace("kube-system")
                .withName("controllers")
                .get()
                .getSpec()
                .getHolderIdentity();
    }

    @Test
    void ofTwoCandidatesOneHoldsTheLease() {
        var one = candidate("one");
        var two = candidate("two");
        assertThat(one.attempt()).isTrue();
        assertThat(two.attempt()).isFalse();
        clock.advance(Duration.ofSeconds(14));
        assertThat(one.attempt()).isTrue();
        clock.advance(Duration.ofSeconds(14));
        assertThat(two.attempt()).as("renewed since two saw it first").isFalse();
        assertThat(holder()).isEqualTo("one");
    }

    @Test
    void aLeaseNotRenewedForItsDurationIsTakenOver() {
        var one = candidate("one");
        var two = candidate("two");
        assertThat(one.attempt()).isTrue();
        assertThat(two.attempt()).isFalse();
        clock.advance(Duration.ofSeconds(15));
        assertThat(two.attempt()).isTrue();
        assertThat(one.attempt()).isFalse();
        var spec = client.leases()
                .inNamespace("kube-system")
                .withName("controllers")
                .get()
                .getSpec();
        assertThat(spec.getHolderIdentity()).isEqualTo("two");
        assertThat(spec.getLeaseTransitions()).isEqualTo(1);
    }

    @Test
    void stopsLeadingAndReleasesTheLeaseOnClose() {
        List<String> told = new CopyOnWriteArrayList<>();
        var election = candidate("one", RETRYING);
        election.start(telling(told));
        await().until(election::isLeader);
        election.close();
        assertThat(told).containsExactly("started", "stopped");
        assertThat(holder()).isEmpty();
        assertThat(candidate("two").attempt()).isTrue();
    }

    @Test
    void stopsLeadingWhenItCanNotRenew() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (var election = candidate("one", RETRYING)) {
            election.start(telling(told));
            await().until(election::isLeader);
            server.fail((verb, path) -> 403);
            clock.advance(RETRYING.renewDeadline().plusSeconds(1));
            await().untilAsserted(() -> assertThat(told).containsExactly("started", "stopped"));
            assertThat(election.isLeader()).isFalse();
        }
    }

    @Test
    void aRenewalCountsFromWhenItWasAskedForHoweverLateItsAnswer() {
        var slow = new AtomicBoolean();
        try (var election = candidate("one", RETRYING)) {
            election.start(telling(new CopyOnWriteArrayList<>()));
            await().until(election::isLeader);
            server.fail((verb, path) -> {
                if (slow.get()) {
                    return 403;
                }
                if (verb.equals("PUT")) {
                    clock.advance(RETRYING.renewDeadline().minusSeconds(1));
                    slow.set(true);
                }
                return 0;
            });
            await().untilTrue(slow);
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> !election.isLeader());
        }
    }

    @Test
    void refusesTimingsThatCouldGiveTwoLeaders() {
        assertThatThrownBy(() -> new LeaderElection.Timing(
                        Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(2)))
                .hasMessageContaining("longer than the renew deadline");
    }

    private static LeaderElection.Listener telling(List<String> told) {
        return new LeaderElection.Listener() {
            @Override
            public void startedLeading() {
                told.add("started");
            }

            @Override
            public void stoppedLeading() {
                told.add("stopped");
            }
        };
    }
}
