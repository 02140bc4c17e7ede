package dev.mudi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InformerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final FakeApiServer server = new FakeApiServer(Clock.systemUTC());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private KubernetesClient client;
    private Informers informers;

    private final ResourceEventHandler<ConfigMap> hearing = new ResourceEventHandler<>() {
        @Override
        public void onAdd(ConfigMap added) {
            heard.add("add " + added.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            heard.add("update " + after.getMetadata().getName() + " " + before.getData() + " -> " + after.getData());
        }

        @Override
        public void onDelete(ConfigMap last) {
            heard.add("delete " + last.getMetadata().getName());
        }
    };

    @BeforeEach
    void connect() {
        client = server.client();
        informers = new Informers(client, new Random(1));
    }

    @AfterEach
    void disconnect() {
        informers.close();
        client.close();
        await().atMost(SOON).untilAsserted(() -> assertThat(server.watchers()).isZero());
    }

    private ConfigMap create(String namespace, String name, String value) {
        var object = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("value", value)
                .endMetadata()
                .withData(Map.of("value", value))
                .build();
        return client.configMaps().inNamespace(namespace).resource(object).create();
    }

    private void update(String namespace, String name, String value) {
        var object = client.configMaps().inNamespace(namespace).withName(name).get();
        object.setData(Map.of("value", value));
        client.configMaps().inNamespace(namespace).resource(object).update();
    }

    private Informer<ConfigMap> started() throws Exception {
        var informer = informers.of(ConfigMap.class);
        informer.addHandler(hearing);
        informers.start();
        informers.awaitSync(SOON);
        return informer;
    }

    private void awaitHeard(String... what) {
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly(what));
    }

    @Test
    void tellsOfWhatIsThereAndOfEveryChangeInOrder() throws Exception {
        create("a", "one", "1");
        var informer = started();
        assertThat(informer.lister().get("a", "one")).isPresent();
        create("b", "two", "1");
        update("b", "two", "2");
        client.configMaps().inNamespace("a").withName("one").delete();
        awaitHeard("add one", "add two", "update two {value=1} -> {value=2}", "delete one");
        assertThat(informer.lister().list()).hasSize(1);
        assertThat(informer.lister().list("b")).hasSize(1);
        assertThat(informer.lister().list("a")).isEmpty();
    }

    @Test
    void resumesTheWatchWhereItEndedWithoutASecondList() throws Exception {
        started();
        await().until(() -> server.watchers() == 1);
        server.disconnect();
        create("a", "one", "1");
        awaitHeard("add one");
        assertThat(server.requests().stream().filter("GET /api/v1/configmaps"::equals))
                .as("one list, and at least two watches")
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void listsAgainAndTellsTheDifferenceWhenItsRevisionIsGone() throws Exception {
        create("a", "kept", "1");
        create("a", "lost", "1");
        started();
        await().until(() -> server.watchers() == 1);
        synchronized (server) {
            server.disconnect();
            create("a", "new", "1");
            client.configMaps().inNamespace("a").withName("lost").delete();
            server.compact();
        }
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(heard).containsExactlyInAnyOrder("add kept", "add lost", "add new", "delete lost"));
    }

    @Test
    void keepsTryingWhileTheServerFails() throws Exception {
        server.fail((verb, path) -> 403);
        var informer = informers.of(ConfigMap.class);
        informer.addHandler(hearing);
        informers.start();
        assertThat(informer.awaitSync(Duration.ofMillis(50))).isFalse();
        assertThatThrownBy(() -> informers.awaitSync(Duration.ofMillis(1))).hasMessageContaining("configmaps");
        server.fail((verb, path) -> 0);
        create("a", "one", "1");
        awaitHeard("add one");
    }

    @Test
    void aLateHandlerHearsFirstWhatIsThere() throws Exception {
        create("a", "one", "1");
        var informer = started();
        heard.clear();
        var registration = informer.addHandler(hearing);
        assertThat(heard).containsExactly("add one");
        registration.close();
    }

    @Test
    void aHandlerThatThrowsDoesNotTakeTheChangeFromTheOthers() throws Exception {
        informers.of(ConfigMap.class).addHandler(ResourceEventHandler.onChange(object -> {
            throw new IllegalStateException("a fault of the test");
        }));
        started();
        create("a", "one", "1");
        awaitHeard("add one");
    }

    @Test
    void indexesFollowTheObjects() throws Exception {
        create("a", "one", "1");
        var informer = started();
        informer.addIndexer("value", object -> List.of(object.getData().get("value")));
        create("a", "two", "1");
        await().untilAsserted(() ->
                assertThat(informer.lister().byIndex("value", "1")).hasSize(2));
        update("a", "two", "2");
        await().untilAsserted(() ->
                assertThat(informer.lister().byIndex("value", "2")).hasSize(1));
        await().untilAsserted(
                        () -> // the old value goes after the new one has come
                        assertThat(informer.lister().byIndex("value", "1")).hasSize(1));
        assertThatThrownBy(() -> informer.lister().byIndex("other", "1")).hasMessageContaining("value");
    }

    @Test
    void aSelectionSeesOnlyItsObjects() throws Exception {
        var selected =
                informers.of(ConfigMap.class, Selection.all().inNamespace("a").withLabels("value=1"));
        informers.start();
        create("a", "one", "1");
        create("a", "two", "2");
        create("b", "three", "1");
        create("a", "four", "1");
        await().atMost(SOON).until(() -> selected.lister().size() == 2);
        assertThat(selected.lister().list())
                .extracting(object -> object.getMetadata().getName())
                .containsExactlyInAnyOrder("one", "four");
    }

    @Test
    void metadataInformersHoldNoData() throws Exception {
        create("a", "one", "1");
        var metadata = informers.metadata(new ResourceDefinitionContext.Builder()
                .withVersion("v1")
                .withPlural("configmaps")
                .withKind("ConfigMap")
                .withNamespaced(true)
                .build());
        informers.start();
        informers.awaitSync(SOON);
        assertThat(metadata.lister().get("a", "one").orElseThrow().getMetadata().getUid())
                .isNotEmpty();
    }

    @Test
    void listsAndMapsThatAreNullAreReadAsEmpty() throws Exception {
        var slice = Serialization.MAPPER.readValue("""
                {"metadata": {"name": "a", "labels": null, "managedFields": [{"manager": "x"}]}, "endpoints": null}
                """, EndpointSlice.class);
        assertThat(slice.getEndpoints()).isEmpty();
        assertThat(slice.getMetadata().getLabels()).isEmpty();
        assertThat(slice.getMetadata().getManagedFields()).isEmpty();
    }

    @Test
    void oneInformerServesAllWhoAskForTheSame() {
        assertThat(informers.of(Pod.class)).isSameAs(informers.of(Pod.class));
        assertThat(informers.of(Pod.class, Selection.all().inNamespace("a"))).isNotSameAs(informers.of(Pod.class));
    }
}
