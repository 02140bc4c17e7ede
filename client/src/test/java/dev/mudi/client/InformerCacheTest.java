package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InformerCacheTest {
    private static final int CHANGES = 20_000;

    private static Pod pod(int version, String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("p")
                .withResourceVersion(Integer.toString(version))
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .build();
    }

    @Test
    void aReaderOfAnIndexNeverMissesAnObjectThatOnlyChanges() throws Exception {
        var cache = new InformerCache<Pod>();
        cache.addIndexer("node", pod -> List.of(pod.getSpec().getNodeName()));
        cache.put(pod(0, "n"));
        var missed = new AtomicBoolean();
        var reader = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                missed.compareAndSet(false, cache.byIndex("node", "n").isEmpty());
            }
        });

        for (int version = 1; version <= CHANGES; version++) {
            cache.put(pod(version, "n"));
        }
        reader.interrupt();
        reader.join();

        assertThat(missed).isFalse();
    }

    @Test
    void anIndexForgetsTheValuesThatAnObjectHadBefore() {
        var cache = new InformerCache<Pod>();
        cache.addIndexer("node", pod -> List.of(pod.getSpec().getNodeName()));
        cache.put(pod(1, "n"));
        cache.put(pod(2, "m"));

        assertThat(cache.byIndex("node", "n")).isEmpty();
        assertThat(cache.byIndex("node", "m")).hasSize(1);
        cache.remove(new ObjectKey("a", "p"));
        assertThat(cache.byIndex("node", "m")).isEmpty();
    }
}
