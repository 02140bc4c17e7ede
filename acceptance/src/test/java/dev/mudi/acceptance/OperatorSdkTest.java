package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.testkit.MudiCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator made with java-operator-sdk: status, finalizer, a dependent by server-side apply, and two who elect a leader by Lease. */
@Timeout(300)
@ExtendWith(MudiCluster.class)
class OperatorSdkTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Set<String> CLEANED = ConcurrentHashMap.newKeySet();

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: pages.operator.mudi.dev}
            spec:
              group: operator.mudi.dev
              scope: Namespaced
              names: {plural: pages, singular: page, kind: Page}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources: {status: {}}
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, required: [text], properties: {text: {type: string, maxLength: 100}}}
                        status: {type: object, properties: {shown: {type: string}, by: {type: string}}}
            """;

    /** What is wanted. */
    public record PageSpec(String text) {}

    /** What is. */
    public record PageStatus(String shown, String by) {}

    /** The custom kind. */
    @Group("operator.mudi.dev")
    @Version("v1")
    public static final class Page extends CustomResource<PageSpec, PageStatus> implements Namespaced {
        private static final long serialVersionUID = 1L;
    }

    /** A page's text, in a config map that goes with it. */
    public static final class Text extends CRUDKubernetesDependentResource<ConfigMap, Page> {
        /** Made by the framework. */
        public Text() {
            super(ConfigMap.class);
        }

        @Override
        protected ConfigMap desired(Page page, Context<Page> context) {
            return new ConfigMapBuilder()
                    .withMetadata(new ObjectMetaBuilder()
                            .withName(page.getMetadata().getName() + "-text")
                            .withNamespace(page.getMetadata().getNamespace())
                            .build())
                    .withData(Map.of("text", page.getSpec().text()))
                    .build();
        }
    }

    /** A page's way in, by server-side apply (the framework's default for all but config maps and secrets). */
    public static final class Way extends CRUDKubernetesDependentResource<Service, Page> {
        /** Made by the framework. */
        public Way() {
            super(Service.class);
        }

        @Override
        protected Service desired(Page page, Context<Page> context) {
            return new ServiceBuilder()
                    .withNewMetadata()
                    .withName(page.getMetadata().getName())
                    .withNamespace(page.getMetadata().getNamespace())
                    .addToLabels("text", page.getSpec().text())
                    .endMetadata()
                    .withNewSpec()
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .addToSelector("page", page.getMetadata().getName())
                    .endSpec()
                    .build();
        }
    }

    /** Shows in the status what the config map holds. */
    @Workflow(dependents = {@Dependent(type = Text.class), @Dependent(type = Way.class)})
    @ControllerConfiguration(name = "pages", finalizerName = "operator.mudi.dev/pages")
    public static final class PageReconciler implements Reconciler<Page>, Cleaner<Page> {
        private final String identity;

        PageReconciler(String identity) {
            this.identity = identity;
        }

        @Override
        public UpdateControl<Page> reconcile(Page page, Context<Page> context) {
            var shown = context.getSecondaryResource(ConfigMap.class)
                    .map(text -> text.getData().get("text"))
                    .orElse("");
            var patched = new Page();
            patched.setMetadata(new ObjectMetaBuilder()
                    .withName(page.getMetadata().getName())
                    .withNamespace(page.getMetadata().getNamespace())
                    .build());
            patched.setStatus(new PageStatus(shown, identity));
            return UpdateControl.patchStatus(patched);
        }

        @Override
        public DeleteControl cleanup(Page page, Context<Page> context) {
            CLEANED.add(page.getMetadata().getName());
            return DeleteControl.defaultDelete();
        }
    }

    /** One of several who elect a leader. The next waits as long as the lease of one that is gone, and longer. */
    private static Operator operator(Path kubeconfig, String identity) {
        var election = LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("pages")
                .withLeaseNamespace("default")
                .withLeaseDuration(LEASE)
                .withRenewDeadline(LEASE.minusSeconds(1))
                .withRetryPeriod(Duration.ofSeconds(1))
                .withIdentity(identity)
                // Else it would end this JVM when it has lost the lead.
                .buildForTest(false);
        var operator = new Operator(overrides -> overrides
                .withKubernetesClient(client(kubeconfig))
                .withLeaderElectionConfiguration(election)
                .checkingCRDAndValidateLocalModel(true));
        operator.register(new PageReconciler(identity));
        operator.start();
        return operator;
    }

    private static Page page(String name, String text) {
        var page = new Page();
        page.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        page.setSpec(new PageSpec(text));
        return page;
    }

    private static void awaitShown(KubernetesClient client, String name, String text, String by) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var status = client.resources(Page.class)
                    .inNamespace("default")
                    .withName(name)
                    .get()
                    .getStatus();
            assertThat(status).isEqualTo(new PageStatus(text, by));
        });
    }

    @Test
    void reconcilesCleansUpAndHandsOverTheLead(Path kubeconfig) {
        try (var client = client(kubeconfig)) {
            reconcileCleanUpAndHandOver(client, kubeconfig);
        }
    }

    private static KubernetesClient client(Path kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    private static void reconcileCleanUpAndHandOver(KubernetesClient client, Path kubeconfig) {
        var definition = client.load(new ByteArrayInputStream(DEFINITION.getBytes(StandardCharsets.UTF_8)));
        definition.create();
        definition.waitUntilCondition(
                found -> found != null && found.toString().contains("Established"), 120, TimeUnit.SECONDS);
        var maps = client.configMaps().inNamespace("default");
        var pages = client.resources(Page.class).inNamespace("default");

        var first = operator(kubeconfig, "first");
        client.resource(page("one", "hello")).create();
        awaitShown(client, "one", "hello", "first");
        var text = maps.withName("one-text").get();
        assertThat(text.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(pages.withName("one").get().getMetadata().getUid()));
        var way = client.services().inNamespace("default").withName("one");
        assertThat(way.get().getMetadata().getManagedFields())
                .singleElement()
                .satisfies(fields -> assertThat(fields.getOperation()).isEqualTo("Apply"));
        assertThat(pages.withName("one").get().getFinalizers()).containsExactly("operator.mudi.dev/pages");

        pages.withName("one").edit(page -> {
            page.setSpec(new PageSpec("changed"));
            return page;
        });
        awaitShown(client, "one", "changed", "first");
        await().atMost(PATIENCE)
                .until(() ->
                        "changed".equals(way.get().getMetadata().getLabels().get("text")));
        maps.withName("one-text").delete();
        await().atMost(PATIENCE).until(() -> maps.withName("one-text").get() != null);

        var second = operator(kubeconfig, "second");
        first.stop();
        client.resource(page("two", "later")).create();
        awaitShown(client, "two", "later", "second");
        assertThat(client.leases()
                        .inNamespace("default")
                        .withName("pages")
                        .get()
                        .getSpec()
                        .getHolderIdentity())
                .isEqualTo("second");

        pages.withName("one").delete();
        await().atMost(PATIENCE).until(() -> pages.withName("one").get() == null);
        assertThat(CLEANED).contains("one");
        await().atMost(PATIENCE).until(() -> maps.withName("one-text").get() == null);
        second.stop();
    }
}
