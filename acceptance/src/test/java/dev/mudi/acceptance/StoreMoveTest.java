package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.acceptance.harness.TestCluster;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.grpc.ExternalEtcd;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster goes from one kind of store to the next by one command each, and misses nothing that was ever acknowledged. */
class StoreMoveTest {
    private static final int WRITES = 30;
    private static final String ADDED = "ADDED";
    private static final String GONE = "410";

    @TempDir
    private Path theirs;

    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();

    @Test
    void goesFromItsOwnStoreToAReplicatedOneToAnExternalOneAndBack() throws Exception {
        try (var cluster = TestCluster.create("--nodes=hollow");
                var etcd = ExternalEtcd.start(theirs)) {
            cluster.up();
            assertThat(cluster.mudi("etcd", "move", "--to=replicated").err()).contains("stop it with 'mudi down'");
            var first = newest(cluster);
            writeUntilDown(cluster, "embedded");

            cluster.mudi("etcd", "move", "--to=replicated", "--name=one", "--listen-peer-urls=" + freeUrl())
                    .succeeded();
            cluster.up();
            assertThat(cluster.mudi("up", "--etcd-servers=" + etcd.url()).out()).contains("already running");
            assertNothingMissing(cluster);
            assertThat(firstToldFrom(cluster, first)).isEqualTo(ADDED);
            writeUntilDown(cluster, "replicated");
            assertThat(cluster.mudi("up", "--nodes=hollow", "--etcd-servers=" + etcd.url())
                            .err())
                    .contains("the objects of this cluster are in a replicated store");

            cluster.mudi("etcd", "move", "--to=external", "--etcd-servers=" + etcd.url())
                    .succeeded();
            cluster.up();
            assertNothingMissing(cluster);
            assertThat(firstToldFrom(cluster, first)).isEqualTo(GONE);
            writeUntilDown(cluster, "external");

            cluster.mudi("etcd", "move", "--to=embedded").succeeded();
            assertThat(cluster.mudi("check").succeeded()).contains("sound");
            cluster.up();
            assertNothingMissing(cluster);
        }
    }

    private static String freeUrl() {
        return "https://127.0.0.1:" + FreePorts.next();
    }

    private static String newest(TestCluster cluster) {
        try (var client = cluster.client()) {
            return client.configMaps()
                    .inNamespace("default")
                    .list()
                    .getMetadata()
                    .getResourceVersion();
        }
    }

    /** Writes as long as the cluster lets it, and stops the cluster meanwhile. */
    private void writeUntilDown(TestCluster cluster, String round) throws InterruptedException {
        var stopping = new AtomicBoolean();
        int before = acknowledged.size();
        try (var client = cluster.client()) {
            var writer = Thread.ofVirtual().start(() -> {
                int written = 0;
                while (write(client, round + "-" + written, stopping)) {
                    written++;
                }
            });
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= before + WRITES);
            stopping.set(true);
            cluster.mudi("down").succeeded();
            writer.join();
        }
    }

    /** Whether the next one is to be written. */
    private boolean write(KubernetesClient client, String name, AtomicBoolean stopping) {
        try {
            client.resource(map(name)).create();
            acknowledged.add(name);
            return true;
        } catch (KubernetesClientException e) {
            return !stopping.get();
        }
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }

    private void assertNothingMissing(TestCluster cluster) {
        try (var client = cluster.client()) {
            assertThat(client.configMaps().inNamespace("default").list().getItems().stream()
                            .map(found -> found.getMetadata().getName())
                            .collect(Collectors.toSet()))
                    .containsAll(acknowledged);
        }
    }

    /** What a watch from a revision of long ago is told first. */
    private static String firstToldFrom(TestCluster cluster, String resourceVersion) throws InterruptedException {
        var told = new LinkedBlockingQueue<String>();
        var options =
                new ListOptionsBuilder().withResourceVersion(resourceVersion).build();
        try (var client = cluster.client();
                var _ = client.configMaps().inNamespace("default").watch(options, new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                        told.add(action.name());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        told.add(cause.isHttpGone() ? GONE : String.valueOf(cause.getMessage()));
                    }
                })) {
            return String.valueOf(told.poll(60, TimeUnit.SECONDS));
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getCode());
        }
    }
}
