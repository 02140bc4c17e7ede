package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.acceptance.harness.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No acknowledged write is lost, however the daemon dies. */
class CrashTest {
    private static final int ROUNDS = 20;
    private static final int AT_LEAST_A_ROUND = 50;

    @Test
    void losesNoAcknowledgedWriteWhenItIsKilledTwentyTimesDuringAStreamOfCreates() throws Exception {
        try (var cluster = TestCluster.create("--nodes=hollow")) {
            Set<String> acknowledged = new ConcurrentSkipListSet<>();
            for (int round = 0; round < ROUNDS; round++) {
                cluster.up();
                createUntilKilled(cluster, round, acknowledged);
                assertThat(acknowledged).hasSizeGreaterThanOrEqualTo((round + 1) * AT_LEAST_A_ROUND);
            }
            assertThat(cluster.mudi("check").succeeded()).contains("sound");
            cluster.up();
            try (var client = cluster.client()) {
                var kept = client.configMaps().inNamespace("default").list().getItems().stream()
                        .map(map -> map.getMetadata().getName())
                        .collect(Collectors.toSet());
                var lost = new TreeSet<>(acknowledged);
                lost.removeAll(kept);
                assertThat(lost).isEmpty();
            }
        }
    }

    private static void createUntilKilled(TestCluster cluster, int round, Set<String> acknowledged) throws Exception {
        var killed = new AtomicBoolean();
        try (var client = cluster.client()) {
            int before = acknowledged.size();
            var writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; !killed.get(); i++) {
                    var name = "crash-" + round + "-" + i;
                    try {
                        client.configMaps()
                                .inNamespace("default")
                                .resource(new ConfigMapBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .addToData("round", String.valueOf(round))
                                        .build())
                                .create();
                        acknowledged.add(name);
                    } catch (KubernetesClientException e) {
                        assertThat(killed)
                                .as("refused before the kill: %s", e.getMessage())
                                .isTrue();
                    }
                }
            });
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= before + AT_LEAST_A_ROUND);
            killed.set(true);
            cluster.kill();
            writer.join();
        }
    }
}
