package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.acceptance.harness.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The two Java clients, over HTTPS, against a cluster without containers. */
class ClientsTest {
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.create("--nodes=hollow");
        cluster.up();
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @Test
    void fabric8CreatesWatchesAndDeletes() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (var client = cluster.client();
                var watch = client.configMaps()
                        .inNamespace("default")
                        .withName("fabric8")
                        .watch(new Watcher<ConfigMap>() {
                            @Override
                            public void eventReceived(Action action, ConfigMap resource) {
                                events.add(action + " " + resource.getData());
                            }

                            @Override
                            public void onClose(WatcherException cause) {
                                events.add("closed " + cause.getMessage());
                            }
                        })) {
            assertThat(watch).isNotNull();
            var map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("fabric8")
                    .endMetadata()
                    .addToData("a", "1")
                    .build();
            client.resource(map).create();
            assertThat(next(events)).isEqualTo("ADDED {a=1}");
            client.configMaps()
                    .inNamespace("default")
                    .withName("fabric8")
                    .edit(found ->
                            new ConfigMapBuilder(found).addToData("a", "2").build());
            assertThat(next(events)).isEqualTo("MODIFIED {a=2}");
            client.resource(map).delete();
            assertThat(next(events)).isEqualTo("DELETED {a=2}");
        }
    }

    private static String next(BlockingQueue<String> events) throws InterruptedException {
        return String.valueOf(events.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void theOfficialClientCreatesWatchesAndDeletes() throws Exception {
        ApiClient client = Config.fromConfig(cluster.kubeconfig().toString());
        client.setReadTimeout(0);
        var core = new CoreV1Api(client);
        var list = core.listNamespacedConfigMap("default").execute();
        var seen = new ArrayList<String>();
        try (Watch<V1ConfigMap> watch = Watch.createWatch(
                client,
                core.listNamespacedConfigMap("default")
                        .resourceVersion(list.getMetadata().getResourceVersion())
                        .fieldSelector("metadata.name=official")
                        .watch(true)
                        .timeoutSeconds(60)
                        .buildCall(null),
                new com.google.gson.reflect.TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            core.createNamespacedConfigMap(
                            "default",
                            new V1ConfigMap()
                                    .metadata(new V1ObjectMeta().name("official"))
                                    .data(Map.of("a", "1")))
                    .execute();
            core.deleteNamespacedConfigMap("official", "default").execute();
            while (seen.size() < 2 && watch.hasNext()) {
                var event = watch.next();
                seen.add(event.type + " " + event.object.getMetadata().getName());
            }
        }
        assertThat(seen).isEqualTo(List.of("ADDED official", "DELETED official"));
    }
}
