package dev.mudi.kubelet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.env.Environment;
import dev.mudi.kubelet.env.PodFields;
import dev.mudi.kubelet.mount.HostMounts;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.Sketch;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.kubelet.volume.Volumes;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.MountPropagation;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.SecurityProfile.ProfileType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerConfigsTest implements PodObjects {

    private static final NodeFacts NODE =
            new NodeFacts("node-1", "host", List.of("192.0.2.1"), Map.of("memory", new BigDecimal(4L << 30)), Map.of());

    @TempDir
    private Path root;

    private Optional<String> imageUser = Optional.empty();

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.empty();
    }

    private ContainerConfig config(Pod pod, Container container) throws IOException {
        var directories = new PodDirectories(root);
        var volumes = new Volumes(directories, HostMounts.none(), this, (p, audience, seconds) -> "token");
        var configs = new ContainerConfigs(
                KubeletConfiguration.defaults(), NODE, directories, volumes, reference -> imageUser);
        var runtime = new Sketch().sandbox(0, true).running("other").runtime();
        return configs.of(new ContainerInputs(
                pod,
                container,
                2,
                "sha256:1234",
                runtime,
                Map.of("data", root.resolve("data")),
                new Environment(this, new PodFields(NODE.addresses(), runtime.ips(), Map.of()), Map.of())));
    }

    private static ContainerBuilder container() {
        return new ContainerBuilder(Sketch.container("a", "100m", "64Mi", "250m", "128Mi"));
    }

    private ContainerConfig config(ContainerBuilder container) throws IOException {
        var built = container.build();
        var pod = new PodBuilder(Sketch.pod("Always", built).build())
                .editSpec()
                .addNewVolume()
                .withName("data")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .build();
        return config(pod, built);
    }

    @Test
    void commandsAndArgumentsSeeTheEnvironment() throws IOException {
        var config = config(container()
                .addToEnv(new EnvVar("NAME", "world", null))
                .withCommand("greet")
                .withArgs("hello", "$(NAME)", "$(NONE)")
                .withWorkingDir("/srv"));

        assertThat(config.getCommandList()).containsExactly("greet");
        assertThat(config.getArgsList()).containsExactly("hello", "world", "$(NONE)");
        assertThat(config.getEnvs(0).getKey()).isEqualTo("NAME");
        assertThat(config.getWorkingDir()).isEqualTo("/srv");
        assertThat(config.getImage().getUserSpecifiedImage()).isEqualTo("a:1");
        assertThat(config.getLogPath()).isEqualTo("a/2.log");
        assertThat(config.getAnnotationsMap()).containsEntry(CriLabels.RESTART_COUNT, "2");
        assertThat(config.getLabelsMap()).containsEntry(CriLabels.POD_UID, "uid-1");
    }

    @Test
    void resourcesAreTheKernelsNumbers() throws IOException {
        var resources = config(container()).getLinux().getResources();

        assertThat(resources.getCpuShares()).isEqualTo(102);
        assertThat(resources.getCpuQuota()).isEqualTo(25_000);
        assertThat(resources.getCpuPeriod()).isEqualTo(100_000);
        assertThat(resources.getMemoryLimitInBytes()).isEqualTo(128L << 20);
        assertThat(resources.getOomScoreAdj()).isEqualTo(985);
    }

    @Test
    void mountsAreVolumesHostsAndTheTerminationLog() throws IOException {
        var config = config(container()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .withReadOnly(true)
                .withMountPropagation("HostToContainer")
                .endVolumeMount());

        assertThat(config.getMountsList()).hasSize(3);
        var data = config.getMounts(0);
        assertThat(data.getHostPath()).isEqualTo(root.resolve("data").toString());
        assertThat(data.getReadonly()).isTrue();
        assertThat(data.getPropagation()).isEqualTo(MountPropagation.PROPAGATION_HOST_TO_CONTAINER);
        assertThat(config.getMounts(1).getContainerPath()).isEqualTo("/etc/hosts");
        assertThat(root.resolve("pods/uid-1/etc-hosts")).content().contains("10.0.0.1\tweb");
        assertThat(config.getMounts(2).getContainerPath()).isEqualTo("/dev/termination-log");
        assertThat(Path.of(config.getMounts(2).getHostPath())).exists();
    }

    @Test
    void theContainersSecurityGoesOverThePods() throws IOException {
        var own = container()
                .withNewSecurityContext()
                .withRunAsUser(1001L)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
        var pod = new PodBuilder(Sketch.pod("Always", own).build())
                .editSpec()
                .withNewSecurityContext()
                .withRunAsUser(5L)
                .withRunAsGroup(6L)
                .withFsGroup(7L)
                .withNewSeccompProfile(null, "RuntimeDefault")
                .endSecurityContext()
                .endSpec()
                .build();

        var security = config(pod, own).getLinux().getSecurityContext();

        assertThat(security.getRunAsUser().getValue()).isEqualTo(1001);
        assertThat(security.getRunAsGroup().getValue()).isEqualTo(6);
        assertThat(security.getSupplementalGroupsList()).containsExactly(7L);
        assertThat(security.getNoNewPrivs()).isTrue();
        assertThat(security.getReadonlyRootfs()).isTrue();
        assertThat(security.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
        assertThat(security.getSeccomp().getProfileType()).isEqualTo(ProfileType.RuntimeDefault);
        assertThat(security.getMaskedPathsList()).contains("/proc/kcore");
        assertThat(security.getNamespaceOptions().getPid()).isEqualTo(NamespaceMode.CONTAINER);
    }

    @Test
    void aPrivilegedContainerIsNotMaskedOrConfined() throws IOException {
        var security = config(container()
                        .withNewSecurityContext()
                        .withPrivileged(true)
                        .endSecurityContext())
                .getLinux()
                .getSecurityContext();

        assertThat(security.getPrivileged()).isTrue();
        assertThat(security.getMaskedPathsList()).isEmpty();
        assertThat(security.getSeccomp().getProfileType()).isEqualTo(ProfileType.Unconfined);
    }

    @Test
    void aContainerThatMustNotBeRootIsRefusedAsRoot() throws IOException {
        var nonRoot =
                container().withNewSecurityContext().withRunAsNonRoot(true).endSecurityContext();
        assertThatThrownBy(() -> config(nonRoot))
                .hasMessage("container has runAsNonRoot and image will run as root (pod: \"web_default(uid-1)\","
                        + " container: a)");
        imageUser = Optional.of("nobody");
        assertThatThrownBy(() -> config(nonRoot)).hasMessageContaining("image has non-numeric user (nobody)");
        imageUser = Optional.of("65534");
        assertThat(config(nonRoot).getImage().getImage()).isEqualTo("sha256:1234");
    }
}
