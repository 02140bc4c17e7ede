package dev.mudi.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pods in real containers, from creation to the last trace. */
class RealPodsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RealNode node;

    @BeforeAll
    static void start() throws IOException {
        RealNode.assumeContainers();
        node = new RealNode();
    }

    @AfterAll
    static void stop() throws IOException {
        if (node != null) {
            node.close();
        }
    }

    private String exec(String pod, String... command) {
        var uid = node.get(pod).getMetadata().getUid();
        var id = node.kubelet.runtimePod(uid).container("main").orElseThrow().getId();
        var response = node.runtime.execSync(dev.mudi.runtime.cri.ExecSyncRequest.newBuilder()
                .setContainerId(id)
                .addAllCmd(List.of(command))
                .setTimeout(10)
                .build());
        return response.getStdout().toStringUtf8() + response.getStderr().toStringUtf8();
    }

    private static void makeSettings() {
        node.client
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("settings")
                        .endMetadata()
                        .addToData("colour", "blue")
                        .addToData("page.html", "<h1>one</h1>")
                        .build())
                .create();
        node.client
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("password")
                        .endMetadata()
                        .addToData("word", "c2VzYW1l")
                        .build())
                .create();
    }

    private static PodBuilder withVolumes() {
        return new PodBuilder(RealNode.pod("full").build())
                .editSpec()
                .addNewVolume()
                .withName("config")
                .withNewConfigMap()
                .withName("settings")
                .endConfigMap()
                .endVolume()
                .addNewVolume()
                .withName("secret")
                .withNewSecret()
                .withSecretName("password")
                .withDefaultMode(0400)
                .endSecret()
                .endVolume()
                .addNewVolume()
                .withName("scratch")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withNewSizeLimit("1Mi")
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("about")
                .withNewDownwardAPI()
                .addNewItem()
                .withPath("labels")
                .withNewFieldRef("v1", "metadata.labels")
                .endItem()
                .endDownwardAPI()
                .endVolume()
                .endSpec();
    }

    private static PodBuilder fullPod() {
        return withVolumes()
                .editSpec()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("config")
                .withMountPath("/etc/config")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("config")
                .withMountPath("/page.html")
                .withSubPath("page.html")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("secret")
                .withMountPath("/etc/secret")
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("scratch")
                .withMountPath("/scratch")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("about")
                .withMountPath("/about")
                .endVolumeMount()
                .addNewEnv()
                .withName("COLOUR")
                .withNewValueFrom()
                .withNewConfigMapKeyRef("colour", "settings", false)
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("WHERE")
                .withNewValueFrom()
                .withNewFieldRef("v1", "status.podIP")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("BOTH")
                .withValue("$(COLOUR) at $(WHERE)")
                .endEnv()
                .endContainer()
                .endSpec()
                .editMetadata()
                .addToLabels("tier", "front")
                .endMetadata();
    }

    @Test
    void aPodRunsWithItsEnvironmentAndVolumesAndLeavesNothing() throws IOException {
        makeSettings();
        node.create(fullPod());
        node.awaitReady("full");

        var ip = node.get("full").getStatus().getPodIP();
        assertThat(exec("full", "sh", "-c", "echo $BOTH")).isEqualTo("blue at " + ip + "\n");
        assertThat(exec("full", "cat", "/etc/config/colour")).isEqualTo("blue");
        assertThat(exec("full", "cat", "/page.html")).isEqualTo("<h1>one</h1>");
        assertThat(exec("full", "cat", "/etc/secret/word")).isEqualTo("sesame");
        assertThat(exec("full", "cat", "/about/labels")).isEqualTo("tier=\"front\"");
        assertThat(exec("full", "mount")).contains("/scratch type tmpfs").contains("size=1024k");
        assertThat(exec("full", "cat", "/etc/hosts")).contains(ip + "\tfull");
        assertThat(exec("full", "hostname")).isEqualTo("full\n");

        node.client
                .configMaps()
                .inNamespace("default")
                .withName("settings")
                .edit(map ->
                        new ConfigMapBuilder(map).addToData("colour", "green").build());
        await().atMost(PATIENCE)
                .until(() -> exec("full", "cat", "/etc/config/colour").equals("green"));

        node.delete("full", 2);
        assertThat(node.leftovers()).isEmpty();
    }

    @Test
    void aPodIsReadyWithinFourHundredMilliseconds() {
        var took = new java.util.ArrayList<Long>();
        var others = new java.util.ArrayList<Long>();
        for (int i = 0; i < 7; i++) {
            var name = "quick-" + i;
            long began = System.nanoTime();
            node.create(RealNode.pod(name));
            node.awaitReady(name);
            long ready = System.nanoTime();
            exec(name, "true");
            took.add((ready - began) / 1_000_000);
            others.add((System.nanoTime() - ready) / 1_000_000);
        }
        System.out.println("created -> Ready ms: " + took + ", one more process: " + others);
        for (int i = 0; i < 7; i++) {
            node.delete("quick-" + i, 1);
        }
        took.sort(null);
        others.sort(null);
        // Twice the target, and more where the machine does so much else that a process takes long, too: what must not
        // be is that a pod waits for a timer.
        assertThat(took.get(3)).isLessThan(Math.max(800, 15 * others.get(3)));
    }

    @Test
    void initContainersRunInOrderAndAJobLikePodSucceedsWithItsMessage() throws IOException {
        node.create(new PodBuilder(RealNode.pod("job", "sh", "-c", "cat /work/*; echo done > /dev/termination-log")
                        .build())
                .editSpec()
                .withRestartPolicy("Never")
                .addNewVolume()
                .withName("work")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .withInitContainers(
                        init("one", "echo one > /work/1"), init("two", "test -f /work/1 && echo two > /work/2"))
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("work")
                .withMountPath("/work")
                .endVolumeMount()
                .endContainer()
                .endSpec());
        await().atMost(PATIENCE).until(() -> {
            var status = node.get("job").getStatus();
            return status != null && "Succeeded".equals(status.getPhase());
        });

        var status = node.get("job").getStatus();
        var end = status.getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(end.getReason()).isEqualTo("Completed");
        assertThat(end.getMessage()).isEqualTo("done\n");
        assertThat(status.getInitContainerStatuses()).allMatch(s -> s.getReady());
        assertThat(status.getConditions())
                .anyMatch(c -> c.getType().equals("Ready") && "PodCompleted".equals(c.getReason()));
        var uid = node.get("job").getMetadata().getUid();
        var log = node.directory().resolve("logs/default_job_" + uid + "/main/0.log");
        assertThat(Files.readString(log)).contains("stdout F one").contains("stdout F two");
        node.delete("job", 0);
        assertThat(log).doesNotExist();
    }

    private static io.fabric8.kubernetes.api.model.Container init(String name, String command) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(RealNode.IMAGE)
                .withCommand("sh", "-c", command)
                .addNewVolumeMount()
                .withName("work")
                .withMountPath("/work")
                .endVolumeMount()
                .build();
    }

    @Test
    void aContainerWhoseLivenessProbeFailsIsRestarted() {
        node.create(new PodBuilder(
                        RealNode.pod("sick", "sh", "-c", "touch /tmp/well; trap 'exit 0' TERM; sleep 1000 & wait")
                                .build())
                .editSpec()
                .editFirstContainer()
                .withNewLivenessProbe()
                .withNewExec()
                .withCommand("test", "-f", "/tmp/well")
                .endExec()
                .withPeriodSeconds(1)
                .withFailureThreshold(1)
                .endLivenessProbe()
                .endContainer()
                .endSpec());
        node.awaitReady("sick");
        exec("sick", "rm", "/tmp/well");

        await().atMost(PATIENCE).untilAsserted(() -> {
            var container = node.get("sick").getStatus().getContainerStatuses().getFirst();
            assertThat(container.getRestartCount()).isEqualTo(1);
            assertThat(container.getState().getRunning()).isNotNull();
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.client
                                .v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anyMatch(event -> event.getReason().equals("Unhealthy")
                                && event.getMessage().startsWith("Liveness probe failed"))
                        .anyMatch(event -> event.getReason().equals("Killing")
                                && event.getMessage()
                                        .equals("Container main failed liveness probe, will be restarted")));
        node.delete("sick", 1);
    }

    @Test
    void readinessFollowsAnHttpProbe() {
        node.create(new PodBuilder(RealNode.pod(
                                "web", "sh", "-c", "mkdir /www; echo ok > /www/ready; exec httpd -f -p 8080 -h /www")
                        .build())
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort("http")
                .endHttpGet()
                .withPeriodSeconds(1)
                .withFailureThreshold(1)
                .endReadinessProbe()
                .endContainer()
                .endSpec());
        node.awaitReady("web");
        exec("web", "rm", "/www/ready");

        await().atMost(PATIENCE).until(() -> !dev.mudi.client.Conditions.isReady(node.get("web")));
        exec("web", "touch", "/www/ready");
        node.awaitReady("web");
        assertThat(node.get("web").getStatus().getContainerStatuses().getFirst().getRestartCount())
                .isZero();
        node.delete("web", 1);
    }

    @Test
    void runningContainersSurviveTheRestartOfTheNodeAgent() throws IOException {
        node.create(RealNode.pod("lasting"));
        node.awaitReady("lasting");
        var before = node.get("lasting").getStatus();

        node.kubelet.close();
        node.kubelet = node.startKubelet();
        var uid = node.get("lasting").getMetadata().getUid();
        await().atMost(PATIENCE)
                .until(() -> node.kubelet.runtimePod(uid).running().size() == 1);

        assertThat(node.get("lasting").getStatus().getContainerStatuses()).isEqualTo(before.getContainerStatuses());
        node.delete("lasting", 1);
    }

    @Test
    void aPreStopHookRunsBeforeTheContainerIsStopped() throws IOException {
        var mark = node.directory().resolve("mark");
        Files.createDirectories(mark);
        node.create(new PodBuilder(RealNode.pod("polite").build())
                .editSpec()
                .addNewVolume()
                .withName("mark")
                .withNewHostPath(mark.toString(), "Directory")
                .endVolume()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("mark")
                .withMountPath("/mark")
                .endVolumeMount()
                .withNewLifecycle()
                .withNewPostStart()
                .withNewExec()
                .withCommand("touch", "/mark/started")
                .endExec()
                .endPostStart()
                .withNewPreStop()
                .withNewExec()
                .withCommand("touch", "/mark/stopped")
                .endExec()
                .endPreStop()
                .endLifecycle()
                .endContainer()
                .endSpec());
        node.awaitReady("polite");
        assertThat(mark.resolve("started")).exists();

        node.delete("polite", 3);
        assertThat(mark.resolve("stopped")).exists();
    }

    @Test
    void anEphemeralContainerSeesTheProcessesOfItsTarget() {
        node.create(RealNode.pod("watched"));
        node.awaitReady("watched");

        node.client.pods().inNamespace("default").withName("watched").patch(RealNode.MERGE, """
                        {"spec":{"ephemeralContainers":[{"name":"debug","image":"%s","targetContainerName":"main",
                        "command":["sh","-c","cat /proc/1/cmdline > /dev/termination-log"]}]}}
                        """.formatted(
                        RealNode.IMAGE));

        await().atMost(PATIENCE)
                .until(() -> node.get("watched").getStatus().getEphemeralContainerStatuses().stream()
                        .map(status -> status.getState().getTerminated())
                        .anyMatch(end ->
                                end != null && String.valueOf(end.getMessage()).contains("sleep 1000")));
        node.delete("watched", 1);
    }
}
