package dev.mudi.controllers.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.client.FakeApiServer;
import dev.mudi.client.Informers;
import dev.mudi.client.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WrittenTest {
    private static final ObjectKey OWNER = new ObjectKey("a", "owner");

    @Test
    void whatCameAndWentBeforeAnybodyLookedCountsAsShown() throws Exception {
        var server = new FakeApiServer(Clock.systemUTC());
        try (var client = server.client();
                var informers = new Informers(client, new Random(1))) {
            var informer = informers.of(ConfigMap.class);
            informers.start();
            informers.awaitSync(Duration.ofSeconds(10));
            var written = new Written<>(informer);
            var made = client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace("a")
                            .withName("one")
                            .endMetadata()
                            .build())
                    .create();
            written.wrote(OWNER, made);
            client.resource(made).delete();
            await().until(() -> written.isShown(OWNER));
            written.deleted(OWNER, made);
            assertThat(written.isShown(OWNER)).isTrue();
        }
    }
}
