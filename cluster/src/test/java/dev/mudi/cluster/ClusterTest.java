package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.client.KubernetesClients;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    @Test
    void aChoiceWithWhichItCannotStartIsNotKept(@TempDir Path folder) throws Exception {
        var other = NodeAddress.find().contains(":") ? "10.99.0.0/16" : "fd00:99::/112";
        var options = new ClusterOptions(folder, folder.resolve("log"), 0, new ClusterOptions.Nodes.None())
                .withServiceRanges(other);

        assertThatThrownBy(() -> Cluster.start(options, step -> {}, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("service IP family \"" + other + "\" must match public address family");
        assertThat(ClusterState.find(folder)).isEmpty();
    }

    @Test
    void theAdministratorNeedsNoRole(@TempDir Path folder) throws Exception {
        var options = new ClusterOptions(folder, folder.resolve("log"), 0, new ClusterOptions.Nodes.None());
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
}
