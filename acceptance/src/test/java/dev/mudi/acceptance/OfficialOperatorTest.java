package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.testkit.MudiCluster;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.extended.controller.ControllerManager;
import io.kubernetes.client.extended.controller.LeaderElectingController;
import io.kubernetes.client.extended.controller.builder.ControllerBuilder;
import io.kubernetes.client.extended.controller.reconciler.Request;
import io.kubernetes.client.extended.controller.reconciler.Result;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.informer.cache.Lister;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.ApiextensionsV1Api;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1CustomResourceDefinition;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Yaml;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An operator made with the official Java client: a kind of its own, a dependent by server-side apply that it owns, a finalizer, the
 * status, and a Lease that says who leads.
 */
@Timeout(300)
@ExtendWith(MudiCluster.class)
class OfficialOperatorTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String GROUP = "official.mudi.dev";
    private static final String FINALIZER = GROUP + "/shelves";

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: shelves.official.mudi.dev}
            spec:
              group: official.mudi.dev
              scope: Namespaced
              names: {plural: shelves, singular: shelf, kind: Shelf, listKind: ShelfList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources: {status: {}}
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, required: [book], properties: {book: {type: string, maxLength: 100}}}
                        status: {type: object, properties: {shown: {type: string}}}
            """;

    /** The custom kind, as Gson reads and writes it. */
    public static final class Shelf implements KubernetesObject {
        private String apiVersion = GROUP + "/v1";
        private String kind = "Shelf";
        private V1ObjectMeta metadata = new V1ObjectMeta();
        private Spec spec = new Spec();
        private Status status;

        private static final class Spec {
            private String book;
        }

        private static final class Status {
            private String shown;
        }

        private static Shelf of(String name, String book) {
            var shelf = new Shelf();
            shelf.metadata.name(name).namespace("default");
            shelf.spec.book = book;
            return shelf;
        }

        private String shown() {
            return status == null ? "" : status.shown;
        }

        @Override
        public String getApiVersion() {
            return apiVersion;
        }

        @Override
        public String getKind() {
            return kind;
        }

        @Override
        public V1ObjectMeta getMetadata() {
            return metadata;
        }
    }

    /** A list of them. */
    public static final class ShelfList implements KubernetesListObject {
        private String apiVersion;
        private String kind;
        private V1ListMeta metadata;
        private List<Shelf> items;

        @Override
        public String getApiVersion() {
            return apiVersion;
        }

        @Override
        public String getKind() {
            return kind;
        }

        @Override
        public V1ListMeta getMetadata() {
            return metadata;
        }

        @Override
        public List<Shelf> getItems() {
            return items;
        }
    }

    /** Keeps a config map of a shelf's book, and lets a shelf go only when it has said goodbye. */
    private static final class Librarian {
        private final ApiClient client;
        private final CoreV1Api core;
        private final GenericKubernetesApi<Shelf, ShelfList> shelves;
        private final Set<String> goodbyes = ConcurrentHashMap.newKeySet();

        private Librarian(ApiClient client) {
            this.client = client;
            this.core = new CoreV1Api(client);
            this.shelves = new GenericKubernetesApi<>(Shelf.class, ShelfList.class, GROUP, "v1", "shelves", client);
        }

        private Controller controller(SharedInformerFactory informers) {
            var informer = informers.sharedIndexInformerFor(shelves, Shelf.class, 0, "default");
            var maps = informers.sharedIndexInformerFor(
                    new GenericKubernetesApi<>(
                            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
                    V1ConfigMap.class,
                    0,
                    "default");
            var lister = new Lister<>(informer.getIndexer());
            return ControllerBuilder.defaultBuilder(informers)
                    .watch(queue -> ControllerBuilder.controllerWatchBuilder(Shelf.class, queue)
                            .build())
                    .watch(queue -> ControllerBuilder.controllerWatchBuilder(V1ConfigMap.class, queue)
                            .withWorkQueueKeyFunc(Librarian::owner)
                            .build())
                    .withReconciler(request -> reconcile(lister, request))
                    .withReadyFunc(() -> informer.hasSynced() && maps.hasSynced())
                    .withName("librarian")
                    .withWorkerCount(2)
                    .build();
        }

        private static Request owner(V1ConfigMap map) {
            var owners =
                    Optional.ofNullable(map.getMetadata().getOwnerReferences()).orElse(List.of());
            return new Request(
                    "default",
                    owners.stream().findFirst().map(V1OwnerReference::getName).orElse(""));
        }

        private Result reconcile(Lister<Shelf> lister, Request request) {
            var shelf = lister.namespace(request.getNamespace()).get(request.getName());
            if (shelf == null) {
                return new Result(false);
            }
            try {
                if (shelf.metadata.getDeletionTimestamp() != null) {
                    letGo(shelf);
                } else {
                    keep(shelf);
                }
                return new Result(false);
            } catch (ApiException conflict) {
                return new Result(true, Duration.ofMillis(100));
            }
        }

        private void letGo(Shelf shelf) throws ApiException {
            goodbyes.add(shelf.metadata.getName());
            shelf.metadata.setFinalizers(List.of());
            shelves.update(shelf).throwsApiException();
        }

        private void keep(Shelf shelf) throws ApiException {
            var finalizers = Optional.ofNullable(shelf.metadata.getFinalizers()).orElse(List.of());
            if (!finalizers.contains(FINALIZER)) {
                shelf.metadata.setFinalizers(List.of(FINALIZER));
                shelves.update(shelf).throwsApiException();
                return;
            }
            apply(shelf);
            if (!shelf.spec.book.equals(shelf.shown())) {
                shelf.status = new Shelf.Status();
                shelf.status.shown = shelf.spec.book;
                shelves.updateStatus(shelf, one -> one.status).throwsApiException();
            }
        }

        private void apply(Shelf shelf) throws ApiException {
            var name = shelf.metadata.getName();
            var owner = """
                    ,"ownerReferences":[{"apiVersion":"%s","kind":"Shelf","name":"%s","uid":"%s","controller":true}]""".formatted(shelf.apiVersion, name, shelf.metadata.getUid());
            apply("librarian", true, "{\"book\":\"" + shelf.spec.book + "\"}", name, owner);
        }

        private void apply(String manager, boolean force, String data, String name, String more) throws ApiException {
            var map = """
                    {"apiVersion":"v1","kind":"ConfigMap","data":%s,"metadata":{"name":"%s"%s}}""".formatted(data, name, more);
            PatchUtils.patch(
                    V1ConfigMap.class,
                    () -> core.patchNamespacedConfigMap(name, "default", new V1Patch(map))
                            .fieldManager(manager)
                            .force(force)
                            .buildCall(null),
                    V1Patch.PATCH_FORMAT_APPLY_YAML,
                    client);
        }
    }

    @Test
    void keepsWhatItOwnsSaysWhatIsAndCleansUp(Path kubeconfig) throws Exception {
        var client = Config.fromConfig(kubeconfig.toString());
        client.setReadTimeout(0);
        define(client);
        var librarian = new Librarian(client);
        var informers = new SharedInformerFactory(client);
        var elector = new LeaderElector(new LeaderElectionConfig(
                new LeaseLock("default", "librarian", "one", client),
                // Long enough for the slowest machine to renew it.
                Duration.ofSeconds(60),
                Duration.ofSeconds(50),
                Duration.ofSeconds(1)));
        var leading = new LeaderElectingController(
                elector, new ControllerManager(informers, librarian.controller(informers)));
        var thread = Thread.ofPlatform().daemon().name("librarian").start(leading);
        try {
            keepAndCleanUp(librarian);
            assertThat(new CoordinationV1Api(client)
                            .readNamespacedLease("librarian", "default")
                            .execute()
                            .getSpec()
                            .getHolderIdentity())
                    .isEqualTo("one");
        } finally {
            leading.shutdown();
            elector.close();
            thread.interrupt();
        }
    }

    private static void define(ApiClient client) throws ApiException {
        var definitions = new ApiextensionsV1Api(client);
        definitions
                .createCustomResourceDefinition(Yaml.loadAs(DEFINITION, V1CustomResourceDefinition.class))
                .execute();
        await().atMost(PATIENCE)
                .until(() ->
                        definitions
                                .readCustomResourceDefinition("shelves." + GROUP)
                                .execute()
                                .getStatus()
                                .getConditions()
                                .stream()
                                .anyMatch(condition -> condition.getType().equals("Established")
                                        && condition.getStatus().equals("True")));
    }

    private static void keepAndCleanUp(Librarian librarian) throws ApiException {
        var shelves = librarian.shelves;
        var refused = shelves.create(Shelf.of("empty", null));
        assertThat(refused.getHttpStatusCode()).isEqualTo(422);
        assertThat(refused.getStatus().getMessage()).contains("spec.book: Required value");

        var made =
                shelves.create(Shelf.of("novels", "first")).throwsApiException().getObject();
        awaitBook(librarian, "first");
        var map = librarian.core.readNamespacedConfigMap("novels", "default").execute();
        assertThat(map.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(made.metadata.getUid()));
        assertThatThrownBy(() -> librarian.apply("reader", false, "{\"book\":\"other\"}", "novels", ""))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.getResponseBody())
                                .contains("Apply failed with 1 conflict: conflict with \\\"librarian\\\": .data.book"));

        shelves.patch(
                        "default",
                        "novels",
                        V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                        new V1Patch("{\"spec\":{\"book\":\"second\"}}"))
                .throwsApiException();
        awaitBook(librarian, "second");
        librarian.core.deleteNamespacedConfigMap("novels", "default").execute();
        awaitBook(librarian, "second");

        shelves.delete("default", "novels").throwsApiException();
        await().atMost(PATIENCE).until(() -> shelves.get("default", "novels").getHttpStatusCode() == 404);
        assertThat(librarian.goodbyes).containsExactly("novels");
        await().atMost(PATIENCE)
                .until(() -> librarian.core.listNamespacedConfigMap("default").execute().getItems().stream()
                        .noneMatch(one -> one.getMetadata().getName().equals("novels")));
    }

    /** Until the book is in the config map and in the status. */
    private static void awaitBook(Librarian librarian, String book) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(librarian
                            .core
                            .listNamespacedConfigMap("default")
                            .execute()
                            .getItems())
                    .filteredOn(map -> map.getMetadata().getName().equals("novels"))
                    .singleElement()
                    .satisfies(map -> assertThat(map.getData()).containsEntry("book", book));
            assertThat(librarian.shelves.get("default", "novels").getObject().shown())
                    .isEqualTo(book);
        });
    }
}
