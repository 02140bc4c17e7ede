package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.webhook.WebhookClient;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads that a definition is Established finds its resource, however late the server's own watch tells of it. */
class EstablishedTest {
    private static final ResourceName PAGES = new ResourceName("example.com", "v1", "pages");
    private static final ObjectValue DEFINITION = Json.object("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"pages.example.com","resourceVersion":"7"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"pages","singular":"page","kind":"Page","listKind":"PageList"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}\
            """);

    @TempDir
    private Path folder;

    private EmbeddedEtcd etcd;
    private ResourceStores stores;
    private CustomResources custom;
    private volatile byte[] written = Json.write(DEFINITION);
    private final CompletableFuture<Boolean> servedWhenWritten = new CompletableFuture<>();

    @BeforeEach
    void start() throws Exception {
        etcd = EmbeddedEtcd.open(EtcdOptions.of(folder));
        stores = new ResourceStores(etcd, ResourceRegistry.builtIn(Strategies::of));
        custom = new CustomResources(stores, new Loopback(this::answer), InstantSource.system());
        custom.follow(new Silent(), new WebhookClient(new Silent(), new SplittableRandom(1)));
    }

    @AfterEach
    void stop() throws Exception {
        custom.close();
        stores.close();
        etcd.close();
    }

    /** Keeps what is written, as the only object there is. */
    private void answer(ApiRequest request, ApiResponse response) {
        if (request.method().equals("PUT")) {
            servedWhenWritten.complete(isServed());
            written = request.body();
        }
        response.send(200, "application/json", written);
    }

    private boolean isServed() {
        return stores.registry().find(PAGES).isPresent();
    }

    @Test
    void isServedWhenThatIsWritten() throws Exception {
        custom.exists(DEFINITION);

        assertThat(servedWhenWritten.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isServedNoMoreOnceItIsGone() throws Exception {
        custom.exists(DEFINITION);
        servedWhenWritten.get(60, TimeUnit.SECONDS);

        custom.gone(DEFINITION);

        assertThat(isServed()).isFalse();
    }

    /** Tells of nothing by itself. */
    private static final class Silent implements ObjectSource {
        @Override
        public Optional<ObjectValue> get(String group, String resource, String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Subscription follow(String group, String resource, ObjectListener listener) {
            return () -> {};
        }
    }
}
