package dev.mudi.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.FakeApiServer;
import dev.mudi.client.ManualClock;
import dev.mudi.kubelet.pod.Sketch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DelegatedAuthTest {

    private final ManualClock clock = new ManualClock(Sketch.EPOCH);
    private final FakeApiServer api = new FakeApiServer(clock);

    private DelegatedAuth auth(boolean anonymous) {
        return new DelegatedAuth(api.client(), "node-1", anonymous, clock);
    }

    private long reviews() {
        return api.takeWrites().stream()
                .filter(line -> line.endsWith("subjectaccessreviews"))
                .count();
    }

    @Test
    void whoShowsNothingIsAnonymousOnlyWhereThatIsAllowed() throws IOException {
        assertThat(auth(false).authenticate(Optional.empty(), "")).isEmpty();
        assertThat(auth(true).authenticate(Optional.empty(), "")).contains(UserInfo.ANONYMOUS);
    }

    @Test
    void aTokenThatTheApiServerDoesNotKnowIsNobody() throws IOException {
        assertThat(auth(true).authenticate(Optional.empty(), "unknown")).isEmpty();
        assertThat(api.takeWrites()).anyMatch(line -> line.endsWith("tokenreviews"));
    }

    @Test
    void aRefusalIsAskedForAgainAfterHalfAMinute() throws IOException {
        var auth = auth(false);
        var user = new UserInfo("joe", "", List.of());

        assertThat(auth.mayUse(user, "get", "proxy")).isFalse();
        assertThat(auth.mayUse(user, "get", "proxy")).isFalse();
        assertThat(reviews()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(31));
        assertThat(auth.mayUse(user, "get", "proxy")).isFalse();
        assertThat(reviews()).isEqualTo(1);
        assertThat(auth.mayUse(user, "create", "proxy")).isFalse();
        assertThat(reviews()).isEqualTo(1);
    }

    @Test
    void pathsAskForTheSubresourcesOfNodesThatUpstreamNames() {
        assertThat(Access.subresources("/metrics/resource")).containsExactly("metrics");
        assertThat(Access.subresources("/stats/summary")).containsExactly("stats");
        assertThat(Access.subresources("/pods")).containsExactly("pods", "proxy");
        assertThat(Access.subresources("/exec/a/b/c")).containsExactly("proxy");
        assertThat(Access.subresources("/")).containsExactly("proxy");
        assertThat(Access.verb("POST")).isEqualTo("create");
        assertThat(Access.verb("HEAD")).isEqualTo("get");
    }
}
