package dev.mudi.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.kubelet.env.PodFields;
import dev.mudi.kubelet.mount.HostMounts;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.pod.Sketch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest implements PodObjects {

    private static final PodFields FIELDS = new PodFields(List.of("192.0.2.1"), List.of(), Map.of());

    @TempDir
    private Path root;

    private final Map<String, String> settings = new HashMap<>(Map.of("a", "1", "b", "2"));

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return name.equals("settings")
                ? Optional.of(new ConfigMapBuilder()
                        .withData(Map.copyOf(settings))
                        .addToBinaryData("raw", "AAH/")
                        .build())
                : Optional.empty();
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return name.equals("words")
                ? Optional.of(new SecretBuilder().addToData("open", "c2VzYW1l").build())
                : Optional.empty();
    }

    private Volumes volumes() {
        return new Volumes(
                new PodDirectories(root), HostMounts.none(), this, (pod, audience, seconds) -> "token-for-" + audience);
    }

    private static Pod pod(Volume... volumes) {
        return new PodBuilder(Sketch.pod("Always", Sketch.container("a")).build())
                .editSpec()
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private static VolumeBuilder volume() {
        return new VolumeBuilder().withName("v");
    }

    private Path setUp(Volumes volumes, Volume volume) throws IOException {
        return volumes.setUp(pod(volume), FIELDS).get("v");
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & 07777;
    }

    @Test
    void aConfigMapIsFilesThatChangeAllAtOnce() throws IOException {
        var volumes = volumes();
        var volume =
                volume().withNewConfigMap().withName("settings").endConfigMap().build();
        var path = setUp(volumes, volume);

        assertThat(path).isEqualTo(root.resolve("pods/uid-1/volumes/kubernetes.io~configmap/v"));
        assertThat(path.resolve("a")).hasContent("1").isSymbolicLink();
        assertThat(path.resolve("raw")).hasBinaryContent(new byte[] {0, 1, -1});
        assertThat(mode(path.resolve("a"))).isEqualTo(0644);
        var before = Files.readSymbolicLink(path.resolve("..data"));
        setUp(volumes, volume);
        assertThat(Files.readSymbolicLink(path.resolve("..data"))).isEqualTo(before);

        settings.put("a", "3");
        settings.remove("b");
        setUp(volumes, volume);

        assertThat(path.resolve("a")).hasContent("3");
        assertThat(path.resolve("b")).doesNotExist();
        assertThat(Files.readSymbolicLink(path.resolve("..data"))).isNotEqualTo(before);
        assertThat(path.resolve(before)).doesNotExist();
    }

    @Test
    void itemsPickKeysPathsAndModes() throws IOException {
        var path = setUp(
                volumes(),
                volume().withNewConfigMap()
                        .withName("settings")
                        .withDefaultMode(0440)
                        .withItems(new KeyToPath("a", null, "deep/er/a.txt"), new KeyToPath("b", 0600, "b"))
                        .endConfigMap()
                        .build());

        assertThat(path.resolve("deep/er/a.txt")).hasContent("1");
        assertThat(mode(path.resolve("deep/er/a.txt"))).isEqualTo(0440);
        assertThat(mode(path.resolve("b"))).isEqualTo(0600);
        assertThat(path.resolve("a")).doesNotExist();
    }

    @Test
    void whatIsMissingStopsThePodUnlessItIsOptional() throws IOException {
        var missing =
                volume().withNewSecret().withSecretName("none").endSecret().build();
        assertThatThrownBy(() -> setUp(volumes(), missing))
                .isInstanceOf(Volumes.MountException.class)
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : secret \"none\" not found");
        var key = volume().withNewConfigMap()
                .withName("settings")
                .withItems(new KeyToPath("none", null, "x"))
                .endConfigMap()
                .build();
        assertThatThrownBy(() -> setUp(volumes(), key))
                .hasMessageEndingWith("configmap references non-existent config key: none");
        var optional = volume().withNewSecret()
                .withSecretName("none")
                .withOptional(true)
                .endSecret()
                .build();
        assertThat(setUp(volumes(), optional).resolve("open")).doesNotExist();
    }

    @Test
    void aProjectedVolumeJoinsSources() throws IOException {
        var path = setUp(
                volumes(),
                volume().withNewProjected()
                        .addNewSource()
                        .withNewServiceAccountToken()
                        .withAudience("vault")
                        .withPath("token")
                        .endServiceAccountToken()
                        .endSource()
                        .addNewSource()
                        .withNewConfigMap()
                        .withName("settings")
                        .withItems(new KeyToPath("a", null, "ca.crt"))
                        .endConfigMap()
                        .endSource()
                        .addNewSource()
                        .withNewDownwardAPI()
                        .addNewItem()
                        .withPath("namespace")
                        .withNewFieldRef("v1", "metadata.namespace")
                        .endItem()
                        .endDownwardAPI()
                        .endSource()
                        .endProjected()
                        .build());

        assertThat(path.resolve("token")).hasContent("token-for-vault");
        assertThat(path.resolve("ca.crt")).hasContent("1");
        assertThat(path.resolve("namespace")).hasContent("default");
    }

    /** Source: reference, "Projected volumes", "SecurityContext interactions". */
    @Test
    void aTokenBelongsToTheUserAndIsReadByTheGroupOfThePod() throws IOException {
        assertThat(token(null, null)).isEqualTo("0:0 644");
        assertThat(token(1000L, null)).isEqualTo("1000:0 600");
        assertThat(token(null, 10000L)).isEqualTo("0:10000 640");
        assertThat(token(1000L, 10000L)).isEqualTo("1000:10000 640");
    }

    /** Owner, group and mode of the token's file of a pod with these in its security context. */
    private String token(@Nullable Long user, @Nullable Long group) throws IOException {
        var volume = volume().withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .endServiceAccountToken()
                .endSource()
                .endProjected()
                .build();
        var pod = new PodBuilder(pod(volume))
                .editSpec()
                .withNewSecurityContext()
                .withRunAsUser(user)
                .withFsGroup(group)
                .endSecurityContext()
                .endSpec()
                .build();
        var volumes = volumes();
        var file = volumes.setUp(pod, FIELDS).get("v").resolve("token");
        var owner = Files.getAttribute(file, "unix:uid") + ":" + Files.getAttribute(file, "unix:gid");
        var described = owner + " " + Integer.toOctalString(mode(file));
        volumes.tearDown("uid-1");
        return described;
    }

    @Test
    void pathsCannotLeaveTheVolume() {
        var volume = volume().withNewConfigMap()
                .withName("settings")
                .withItems(new KeyToPath("a", null, "../../a"))
                .endConfigMap()
                .build();

        assertThatThrownBy(() -> setUp(volumes(), volume)).hasMessageContaining("invalid path \"../../a\"");
    }

    @Test
    void anEmptyDirIsForAnybodyAndStaysAsItIs() throws IOException {
        var volumes = volumes();
        var volume = volume().withNewEmptyDir().endEmptyDir().build();
        var path = setUp(volumes, volume);
        assertThat(mode(path)).isEqualTo(0777);
        Files.writeString(path.resolve("data"), "kept");

        assertThat(setUp(volumes(), volume).resolve("data")).hasContent("kept");
        volumes.tearDown("uid-1");
        assertThat(root.resolve("pods/uid-1")).doesNotExist();
        assertThat(volumes.present()).isEmpty();
    }

    @Test
    void hostPathsAreCheckedAndMade() throws IOException {
        var directory = root.resolve("made/here");
        assertThat(setUp(
                        volumes(),
                        volume().withNewHostPath(directory.toString(), "DirectoryOrCreate")
                                .build()))
                .isEqualTo(directory)
                .isDirectory();
        assertThatThrownBy(() -> setUp(
                        volumes(),
                        volume().withNewHostPath(directory.toString(), "File").build()))
                .hasMessageEndingWith("hostPath type check failed: " + directory + " is not a file");
        assertThatThrownBy(() -> setUp(
                        volumes(),
                        volume().withNewHostPath("/nowhere", "Directory").build()))
                .hasMessageEndingWith("hostPath type check failed: /nowhere is not a directory");
        assertThat(setUp(
                        volumes(),
                        volume().withNewHostPath("/dev/null", "CharDevice").build()))
                .isEqualTo(Path.of("/dev/null"));
    }

    @Test
    void aSubPathMustStayInsideOfItsVolume() throws IOException {
        var volume = Files.createDirectories(root.resolve("volume"));
        Files.createSymbolicLink(volume.resolve("out"), Path.of("/etc"));
        var volumes = volumes();

        assertThatThrownBy(() -> volumes.subPath(pod(), "a", 0, "v", volume, "../other"))
                .hasMessageContaining("must be relative and stay inside the volume");
        assertThatThrownBy(() -> volumes.subPath(pod(), "a", 0, "v", volume, "out"))
                .hasMessageContaining("not within volume path");
    }

    @Test
    void aVolumeOfAnUnknownKindIsRefused() {
        var volume = volume().withNewNfs("/x", false, "server").build();

        assertThatThrownBy(() -> setUp(volumes(), volume)).hasMessageContaining("no plugin for this kind of volume");
    }
}
