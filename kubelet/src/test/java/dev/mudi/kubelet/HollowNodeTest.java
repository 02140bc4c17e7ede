package dev.mudi.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.client.Conditions;
import dev.mudi.client.FakeApiServer;
import dev.mudi.kubelet.hollow.HollowAddresses;
import dev.mudi.kubelet.hollow.HollowImages;
import dev.mudi.kubelet.hollow.HollowRuntime;
import dev.mudi.kubelet.hollow.HollowStreaming;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node agent over simulated containers. */
class HollowNodeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final FakeApiServer api = new FakeApiServer(Clock.systemUTC());
    private final KubernetesClient client = api.client();
    private final HollowRuntime runtime =
            new HollowRuntime(new HollowAddresses("10.99.0.0/24"), "192.0.2.7", InstantSource.system());

    @TempDir
    private Path directory;

    private Kubelet kubelet;

    @BeforeEach
    void start() throws IOException {
        kubelet = startKubelet();
    }

    private Kubelet startKubelet() throws IOException {
        var options = KubeletOptions.hollow(
                "hollow-1", "192.0.2.7", new KubeletOptions.Directories(directory, directory.resolve("logs")));
        return Kubelet.start(options, client, runtime, new HollowImages(), new HollowStreaming());
    }

    @AfterEach
    void stop() {
        kubelet.close();
    }

    private static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withFinalizers("test.mudi.dev/hold")
                .endMetadata()
                .withNewSpec()
                .withNodeName("hollow-1")
                .addNewContainer()
                .withName("web")
                .withImage("web:1")
                .endContainer()
                .endSpec();
    }

    private Pod get(String name) {
        return client.pods().inNamespace("default").withName(name).get();
    }

    private void awaitReady(String name) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Conditions.isReady(get(name))).isTrue());
    }

    @Test
    void theNodeIsRegisteredReadyAndAlive() throws InterruptedException {
        assertThat(kubelet.awaitReady(PATIENCE)).isTrue();

        var node = client.nodes().withName("hollow-1").get();
        assertThat(Conditions.isReady(node)).isTrue();
        assertThat(node.getMetadata().getLabels())
                .containsEntry("kubernetes.io/hostname", "hollow-1")
                .containsEntry("kubernetes.io/os", "linux");
        assertThat(node.getStatus().getNodeInfo().getKubeletVersion()).startsWith("v1.36");
        assertThat(node.getStatus().getCapacity()).containsKeys("cpu", "memory", "pods", "ephemeral-storage");
        await().atMost(PATIENCE).untilAsserted(() -> {
            var lease = client.leases()
                    .inNamespace("kube-node-lease")
                    .withName("hollow-1")
                    .get();
            assertThat(lease).isNotNull();
            assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("hollow-1");
            assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(40);
        });
    }

    @Test
    void aBoundPodBecomesReadyWithAnAddress() {
        client.resource(pod("a").build()).create();

        awaitReady("a");
        var status = get("a").getStatus();
        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(status.getPodIP()).startsWith("10.99.0.");
        assertThat(status.getHostIP()).isEqualTo("192.0.2.7");
        assertThat(status.getQosClass()).isEqualTo("BestEffort");
        assertThat(status.getStartTime()).isNotNull();
        var container = status.getContainerStatuses().getFirst();
        assertThat(container.getContainerID()).startsWith("hollow://");
        assertThat(container.getState().getRunning()).isNotNull();
        assertThat(container.getRestartCount()).isZero();
    }

    @Test
    void aDeletedPodIsEndedAndItsObjectRemoved() {
        client.resource(pod("b").build()).create();
        awaitReady("b");
        var uid = get("b").getMetadata().getUid();
        api.takeWrites();

        client.pods()
                .inNamespace("default")
                .withName("b")
                .patch(
                        MERGE,
                        "{\"metadata\":{\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"deletionGracePeriodSeconds\":1}}");

        await().atMost(PATIENCE).until(() -> api.takeWrites().contains("DELETE /api/v1/namespaces/default/pods/b"));
        assertThat(kubelet.runtimePod(uid).running()).isEmpty();
        client.pods().inNamespace("default").withName("b").patch(MERGE, "{\"metadata\":{\"finalizers\":null}}");
        assertThat(get("b")).isNull();
        await().atMost(PATIENCE).until(() -> kubelet.pods().isEmpty());
        assertThat(runtime.listPodSandbox(dev.mudi.runtime.cri.ListPodSandboxRequest.getDefaultInstance())
                        .getItemsCount())
                .isZero();
    }

    @Test
    void aPodSurvivesTheRestartOfTheNodeAgentWithoutARestart() throws IOException {
        client.resource(pod("c").build()).create();
        awaitReady("c");
        var before = get("c").getStatus();

        kubelet.close();
        kubelet = startKubelet();
        await().atMost(PATIENCE).until(() -> kubelet.pods().size() == 1);

        client.pods()
                .inNamespace("default")
                .withName("c")
                .patch(MERGE, "{\"metadata\":{\"labels\":{\"seen\":\"yes\"}}}");
        var uid = get("c").getMetadata().getUid();
        await().atMost(PATIENCE).until(() -> kubelet.runtimePod(uid).running().size() == 1);
        var after = get("c").getStatus();
        assertThat(after.getContainerStatuses()).isEqualTo(before.getContainerStatuses());
        assertThat(after.getConditions()).isEqualTo(before.getConditions());
    }

    @Test
    void aContainerThatDiesIsRestartedAndCounted() {
        client.resource(pod("d").build()).create();
        awaitReady("d");
        var id = bareId(get("d"));

        runtime.stopContainer(dev.mudi.runtime.cri.StopContainerRequest.newBuilder()
                .setContainerId(id)
                .build());

        await().atMost(PATIENCE).untilAsserted(() -> {
            var container = get("d").getStatus().getContainerStatuses().getFirst();
            assertThat(container.getRestartCount()).isEqualTo(1);
            assertThat(container.getState().getRunning()).isNotNull();
            assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(143);
        });
        runtime.stopContainer(dev.mudi.runtime.cri.StopContainerRequest.newBuilder()
                .setContainerId(bareId(get("d")))
                .build());
        await().atMost(PATIENCE).untilAsserted(() -> {
            var waiting = get("d").getStatus()
                    .getContainerStatuses()
                    .getFirst()
                    .getState()
                    .getWaiting();
            assertThat(waiting).isNotNull();
            assertThat(waiting.getReason()).isEqualTo("CrashLoopBackOff");
            assertThat(waiting.getMessage()).startsWith("back-off 10s restarting failed container=web pod=d_default(");
        });
    }

    private static String bareId(Pod pod) {
        return pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getContainerID()
                .replace("hollow://", "");
    }

    @Test
    void aPodThatDoesNotFitIsRejectedWithUpstreamsReason() {
        client.resource(pod("e").editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .withRequests(Map.of("cpu", new io.fabric8.kubernetes.api.model.Quantity("5000")))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();

        await().atMost(PATIENCE).untilAsserted(() -> {
            var status = get("e").getStatus();
            assertThat(status).isNotNull();
            assertThat(status.getPhase()).isEqualTo("Failed");
            assertThat(status.getReason()).isEqualTo("OutOfcpu");
            assertThat(status.getMessage()).startsWith("Pod was rejected: Node didn't have enough resource: cpu");
        });
    }

    @Test
    void aPodPastItsDeadlineFails() {
        client.resource(pod("f").editSpec()
                        .withActiveDeadlineSeconds(1L)
                        .endSpec()
                        .build())
                .create();

        await().atMost(PATIENCE).untilAsserted(() -> {
            var status = get("f").getStatus();
            assertThat(status).isNotNull();
            assertThat(status.getPhase()).isEqualTo("Failed");
            assertThat(status.getReason()).isEqualTo("DeadlineExceeded");
        });
    }
}
