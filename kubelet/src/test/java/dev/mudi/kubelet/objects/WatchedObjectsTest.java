package dev.mudi.kubelet.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.client.FakeApiServer;
import dev.mudi.kubelet.pod.Sketch;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedObjectsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeApiServer api = new FakeApiServer(Clock.systemUTC());
    private final KubernetesClient client = api.client();
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private final WatchedObjects objects = new WatchedObjects(client, RandomGenerator.getDefault(), woken::add);

    private static final Pod POD = new PodBuilder(
                    Sketch.pod("Always", Sketch.container("a")).build())
            .editSpec()
            .addNewVolume()
            .withName("v")
            .withNewConfigMap()
            .withName("settings")
            .endConfigMap()
            .endVolume()
            .endSpec()
            .build();

    @AfterEach
    void close() {
        objects.close();
    }

    private void write(String value) {
        var map = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("settings")
                .endMetadata()
                .addToData("k", value)
                .build();
        var resource = client.resource(map);
        if (resource.get() == null) {
            resource.create();
        } else {
            resource.update();
        }
    }

    private String value() throws IOException {
        return objects.configMap("default", "settings")
                .map(map -> map.getData().get("k"))
                .orElse("none");
    }

    @Test
    void anObjectIsReadOnDemand() throws IOException {
        assertThat(value()).isEqualTo("none");
        write("1");
        assertThat(value()).isEqualTo("1");
    }

    @Test
    void aPodIsWokenWhenWhatItRefersToAppearsOrChanges() {
        objects.register(POD);
        write("1");
        await().atMost(PATIENCE).until(() -> woken.contains("uid-1"));
        woken.clear();
        write("2");
        await().atMost(PATIENCE).until(() -> woken.contains("uid-1") && value().equals("2"));
    }

    @Test
    void whatNoPodRefersToIsNotWatched() {
        objects.register(POD);
        await().atMost(PATIENCE).until(() -> api.watchers() == 1);
        objects.register(POD);
        objects.release("uid-1");

        await().atMost(PATIENCE).until(() -> api.watchers() == 0);
    }
}
