package dev.mudi.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MudiCluster.class)
class MudiClusterTest {
    @Test
    void runsAPodInATest(KubernetesClient client, Path kubeconfig) {
        assertThat(kubeconfig).exists();
        var pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("tested")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("app:1")
                .endContainer()
                .endSpec()
                .build();
        client.resource(pod).create();
        var running = client.resource(pod)
                .waitUntilCondition(
                        now -> now != null
                                && now.getStatus() != null
                                && "Running".equals(now.getStatus().getPhase()),
                        120,
                        TimeUnit.SECONDS);
        assertThat(running.getSpec().getNodeName()).isNotEmpty();
    }
}
