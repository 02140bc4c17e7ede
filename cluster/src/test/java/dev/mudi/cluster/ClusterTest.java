package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.client.KubernetesClients;
import dev.mudi.cluster.ClusterOptions.Components;
import dev.mudi.cluster.ClusterOptions.Nodes;
import dev.mudi.cluster.control.ControlClient;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    @Test
    void aChoiceWithWhichItCannotStartIsNotKept(@TempDir Path folder) throws Exception {
        var other = NodeAddress.find().contains(":") ? "10.99.0.0/16" : "fd00:99::/112";
        var options = new ClusterOptions(folder, folder.resolve("log"), 0, new Nodes.None()).withServiceRanges(other);

        assertThatThrownBy(() -> Cluster.start(options, step -> {}, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("service IP family \"" + other + "\" must match public address family");
        assertThat(ClusterState.find(folder)).isEmpty();
    }

    @Test
    void theAdministratorNeedsNoRole(@TempDir Path folder) throws Exception {
        var options = new ClusterOptions(folder, folder.resolve("log"), 0, new Nodes.None());
        try (var cluster = Cluster.start(options, step -> {}, () -> {});
                var admin = KubernetesClients.kubeconfig(options.adminKubeconfig(), "test")) {
            assertThat(cluster.serverUrl().getScheme()).isEqualTo("https");
            admin.rbac().clusterRoleBindings().delete();

            var review = admin.resource(new SelfSubjectAccessReviewBuilder()
                            .withNewSpec()
                            .withNewResourceAttributes()
                            .withVerb("delete")
                            .withResource("secrets")
                            .endResourceAttributes()
                            .endSpec()
                            .build())
                    .create();

            assertThat(review.getStatus().getAllowed()).isTrue();
            assertThat(review.getStatus().getReason()).isNull();
        }
    }

    @Test
    void whatIsLeftOutDoesNotActAndIsAskedWhereUpstreamsIs(@TempDir Path folder) throws Exception {
        var bare = new Components(new Nodes.Hollow(1), false, false);
        var options = new ClusterOptions(folder, folder.resolve("log"), 0, bare.nodes()).withComponents(bare);
        try (var cluster = Cluster.start(options, step -> {}, () -> {});
                var admin = KubernetesClients.kubeconfig(options.adminKubeconfig(), "test")) {
            assertThat(cluster.serverUrl().getScheme()).isEqualTo("https");
            admin.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("bare")
                            .endMetadata()
                            .build())
                    .create();
            admin.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withName("default")
                            .endMetadata()
                            .build())
                    .create();
            admin.resource(pod("waits", null)).create();
            // Kubelets are there: once one has seen to a pod, a controller or scheduler would have acted long since.
            admin.resource(pod("bound", "hollow-1")).create();
            admin.pods()
                    .inNamespace("default")
                    .withName("bound")
                    .waitUntilCondition(
                            pod -> pod != null
                                    && "Running".equals(pod.getStatus().getPhase()),
                            60,
                            TimeUnit.SECONDS);

            assertThat(admin.serviceAccounts().inAnyNamespace().list().getItems())
                    .extracting(account -> account.getMetadata().getNamespace())
                    .containsExactly("default");
            assertThat(admin.configMaps().inAnyNamespace().list().getItems())
                    .noneMatch(map -> map.getMetadata().getName().equals("kube-root-ca.crt"));
            var waiting = admin.pods().inNamespace("default").withName("waits").get();
            assertThat(waiting.getSpec().getNodeName()).isNull();
            assertThat(waiting.getStatus().getConditions()).isEmpty();
            assertLeftOut(admin, options, "controllers", "controller-manager", 10_257);
            assertLeftOut(admin, options, "scheduler", "scheduler", 10_259);
        }
    }

    private static Pod pod(String name, @Nullable String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("main")
                .withImage("busybox")
                .endContainer()
                .endSpec()
                .build();
    }

    private static void assertLeftOut(
            KubernetesClient admin, ClusterOptions options, String component, String upstreams, int port)
            throws Exception {
        var status = new ControlClient(options.controlSocket()).ask("status", ControlClient.arguments());
        assertThat(status.path("components").toString())
                .contains("{\"name\":\"" + component + "\",\"state\":\"disabled\"}")
                .contains("{\"name\":\"apiserver\",\"state\":\"running\"}");
        var conditions = admin.componentstatuses().withName(upstreams).get().getConditions();
        // One of another cluster may run on this machine.
        assertThat(conditions.getFirst().getMessage())
                .isIn(
                        "ok",
                        "Get \"https://127.0.0.1:%1$d/healthz\": dial tcp 127.0.0.1:%1$d: connect: connection refused"
                                .formatted(port));
    }
}
