package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.runtime.cri.CgroupDriver;
import dev.mudi.runtime.cri.Container;
import dev.mudi.runtime.cri.ContainerFilter;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStateValue;
import dev.mudi.runtime.cri.ContainerStatsFilter;
import dev.mudi.runtime.cri.ImageFilter;
import dev.mudi.runtime.cri.ImageFsInfoRequest;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.ListContainerStatsRequest;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.ListPodSandboxRequest;
import dev.mudi.runtime.cri.PodSandboxFilter;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStateValue;
import dev.mudi.runtime.cri.RemoveImageRequest;
import dev.mudi.runtime.cri.RuntimeConfigRequest;
import dev.mudi.runtime.cri.StopPodSandboxRequest;
import dev.mudi.runtime.cri.VersionRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CriQueriesTest {

    private static TestNode node;
    private static String web;
    private static String stopped;
    private static String sleeper;
    private static String done;

    @BeforeAll
    static void open() throws IOException {
        node = new TestNode();
        web = node.runSandbox("web");
        stopped = node.runSandbox("stopped");
        sleeper = node.run(
                web,
                TestNode.containerConfig("sleep", "1000")
                        .putLabels("role", "main")
                        .build());
        done = node.run(web, TestNode.containerConfig("true").build());
        node.awaitExit(done);
        node.runtime()
                .stopPodSandbox(StopPodSandboxRequest.newBuilder()
                        .setPodSandboxId(stopped)
                        .build());
    }

    @AfterAll
    static void close() throws IOException {
        node.close();
    }

    private static List<String> sandboxes(PodSandboxFilter.Builder filter) {
        return node
                .runtime()
                .listPodSandbox(
                        ListPodSandboxRequest.newBuilder().setFilter(filter).build())
                .getItemsList()
                .stream()
                .map(sandbox -> sandbox.getId())
                .toList();
    }

    private static List<String> containers(ContainerFilter.Builder filter) {
        return node
                .runtime()
                .listContainers(
                        ListContainersRequest.newBuilder().setFilter(filter).build())
                .getContainersList()
                .stream()
                .map(Container::getId)
                .toList();
    }

    @Test
    void listsSandboxesNewestFirstByStateLabelAndId() {
        assertThat(sandboxes(PodSandboxFilter.newBuilder())).containsExactly(stopped, web);
        assertThat(sandboxes(PodSandboxFilter.newBuilder()
                        .setState(PodSandboxStateValue.newBuilder().setState(PodSandboxState.SANDBOX_READY))))
                .containsExactly(web);
        assertThat(sandboxes(PodSandboxFilter.newBuilder().putLabelSelector("app", "stopped")))
                .containsExactly(stopped);
        assertThat(sandboxes(PodSandboxFilter.newBuilder().setId(web.substring(0, 13))))
                .containsExactly(web);
    }

    @Test
    void listsContainersByStateLabelAndSandbox() {
        assertThat(containers(ContainerFilter.newBuilder())).containsExactly(done, sleeper);
        assertThat(containers(ContainerFilter.newBuilder()
                        .setState(ContainerStateValue.newBuilder().setState(ContainerState.CONTAINER_EXITED))))
                .containsExactly(done);
        assertThat(containers(ContainerFilter.newBuilder().putLabelSelector("role", "main")))
                .containsExactly(sleeper);
        assertThat(containers(ContainerFilter.newBuilder().setPodSandboxId(stopped)))
                .isEmpty();
    }

    @Test
    void findsContainersByShortIds() {
        assertThat(node.status(sleeper.substring(0, 13)).getId()).isEqualTo(sleeper);
    }

    @Test
    void tellsStatsOfRunningContainersOnly() {
        var stats = node.runtime()
                .listContainerStats(ListContainerStatsRequest.newBuilder()
                        .setFilter(ContainerStatsFilter.newBuilder().setPodSandboxId(web))
                        .build())
                .getStatsList();
        assertThat(stats).hasSize(1);
        assertThat(stats.getFirst().getAttributes().getId()).isEqualTo(sleeper);
        assertThat(stats.getFirst().getWritableLayer().getInodesUsed().getValue())
                .isPositive();
    }

    @Test
    void tellsImagesAndWhatTheyTake() throws IOException {
        var filter = ImageFilter.newBuilder().setImage(ImageSpec.newBuilder().setImage(TestNode.IMAGE));
        var images = node.runtime()
                .listImages(ListImagesRequest.newBuilder().setFilter(filter).build())
                .getImagesList();
        assertThat(images).hasSize(1);
        assertThat(images.getFirst().getRepoTagsList()).containsExactly(TestNode.IMAGE);
        assertThat(images.getFirst().getUid().getValue()).isZero();
        assertThat(images.getFirst().getSize()).isGreaterThan(100_000);
        var info = node.runtime().imageFsInfo(ImageFsInfoRequest.getDefaultInstance());
        assertThat(info.getImageFilesystems(0).getUsedBytes().getValue()).isGreaterThan(100_000);
        var missing =
                ImageStatusRequest.newBuilder().setImage(ImageSpec.newBuilder().setImage("none:1"));
        assertThat(node.runtime().imageStatus(missing.build()).hasImage()).isFalse();
    }

    @Test
    void keepsTheLayersOfARemovedImageForItsContainers() throws IOException {
        var archive = node.directory().resolve("other.tar");
        TestNode.busybox("test.local/other:1").environment("OTHER", "1").writeTo(archive);
        var image = node.runtime().importImages(archive).getFirst();
        var config = TestNode.containerConfig("sleep", "1000");
        config.getImageBuilder().setImage(image.id());
        String id = node.run(web, config.build());
        var remove = RemoveImageRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage("test.local/other:1"))
                .build();
        node.runtime().removeImage(remove);
        node.runtime().removeImage(remove);
        assertThat(node.output(id, "cat", "/etc/passwd")).contains("web");
        assertThat(node.status(id).getImageId()).isEqualTo(image.id());
    }

    @Test
    void saysWhatItIs() {
        assertThat(node.runtime().version(VersionRequest.getDefaultInstance()).getRuntimeApiVersion())
                .isEqualTo("v1");
        assertThat(node.runtime()
                        .runtimeConfig(RuntimeConfigRequest.getDefaultInstance())
                        .getLinux()
                        .getCgroupDriver())
                .isEqualTo(CgroupDriver.CGROUPFS);
    }
}
