package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.testkit.MudiCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A controller made with the official Java client: an informer feeds a work queue, a Lease says who leads. */
@Timeout(300)
@ExtendWith(MudiCluster.class)
class OfficialControllerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Copies the label {@code copy} of config maps into their data, by a merge patch. */
    private static Result reconcile(CoreV1Api core, Lister<V1ConfigMap> maps, Request request) {
        var map = maps.namespace(request.getNamespace()).get(request.getName());
        if (map == null
                || map.getMetadata().getLabels() == null
                || !map.getMetadata().getLabels().containsKey("copy")) {
            return new Result(false);
        }
        var label = map.getMetadata().getLabels().get("copy");
        if (map.getData() != null && label.equals(map.getData().get("copy"))) {
            return new Result(false);
        }
        try {
            PatchUtils.patch(
                    V1ConfigMap.class,
                    () -> core.patchNamespacedConfigMap(
                                    request.getName(),
                                    request.getNamespace(),
                                    new V1Patch("{\"data\":{\"copy\":\"" + label + "\"}}"))
                            .buildCall(null),
                    V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                    core.getApiClient());
            return new Result(false);
        } catch (ApiException refused) {
            return new Result(true);
        }
    }

    private static Controller controller(ApiClient client, SharedInformerFactory informers) {
        var core = new CoreV1Api(client);
        var informer = informers.sharedIndexInformerFor(
                new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
                V1ConfigMap.class,
                0,
                "default");
        var maps = new Lister<>(informer.getIndexer());
        return ControllerBuilder.defaultBuilder(informers)
                .watch(queue -> ControllerBuilder.controllerWatchBuilder(V1ConfigMap.class, queue)
                        .build())
                .withReconciler(request -> reconcile(core, maps, request))
                .withReadyFunc(informer::hasSynced)
                .withName("copier")
                .withWorkerCount(2)
                .build();
    }

    @Test
    void copiesWhatItsInformerShowsWhileItHoldsTheLease(KubernetesClient other, Path kubeconfig) throws Exception {
        var client = Config.fromConfig(kubeconfig.toString());
        client.setReadTimeout(0);
        var informers = new SharedInformerFactory(client);
        var elector = new LeaderElector(new LeaderElectionConfig(
                new LeaseLock("default", "copier", "one", client),
                // Long enough for the slowest machine to renew it.
                Duration.ofSeconds(60),
                Duration.ofSeconds(50),
                Duration.ofSeconds(1)));
        var leading =
                new LeaderElectingController(elector, new ControllerManager(informers, controller(client, informers)));
        var thread = Thread.ofPlatform().daemon().name("copier").start(leading);
        try {
            var map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("labelled")
                    .addToLabels("copy", "first")
                    .endMetadata()
                    .build();
            other.resource(map).create();
            awaitCopy(other, "first");
            other.configMaps()
                    .inNamespace("default")
                    .withName("labelled")
                    .edit(found -> new ConfigMapBuilder(found)
                            .editMetadata()
                            .addToLabels("copy", "second")
                            .endMetadata()
                            .build());
            awaitCopy(other, "second");
            var lease = other.leases().inNamespace("default").withName("copier").get();
            assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("one");
            await().atMost(PATIENCE)
                    .until(() -> other.leases()
                            .inNamespace("default")
                            .withName("copier")
                            .get()
                            .getSpec()
                            .getRenewTime()
                            .isAfter(lease.getSpec().getRenewTime()));
        } finally {
            leading.shutdown();
            elector.close();
            thread.interrupt();
        }
    }

    private static void awaitCopy(KubernetesClient client, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.configMaps()
                                .inNamespace("default")
                                .withName("labelled")
                                .get()
                                .getData())
                        .containsEntry("copy", text));
    }
}
