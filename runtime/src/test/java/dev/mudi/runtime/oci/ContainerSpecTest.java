package dev.mudi.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.protobuf.ByteString;
import dev.mudi.runtime.cri.Capability;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.Device;
import dev.mudi.runtime.cri.HugepageLimit;
import dev.mudi.runtime.cri.KeyValue;
import dev.mudi.runtime.cri.LinuxContainerResources;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.Mount;
import dev.mudi.runtime.cri.MountPropagation;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.NamespaceOption;
import dev.mudi.runtime.image.ImageConfig;
import dev.mudi.runtime.linux.ProcessPrivileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerSpecTest {

    private static final HostDevices DEVICES = path ->
            List.of(new HostDevices.DeviceNode(path + (path.equals("/dev") ? "/fuse" : ""), 'c', 10, 229, 0666, 0, 0));
    private static final HostFacts HOST = new HostFacts(ProcessPrivileges.ALL, DEVICES, false, true, false);
    private static final HostFacts UNIFIED = new HostFacts(ProcessPrivileges.ALL, DEVICES, true, true, false);
    private static final ImageConfig IMAGE = new ImageConfig(
            List.of("A=image", "B=image"),
            List.of("/entry"),
            List.of("default"),
            "",
            "/work",
            "",
            List.of(),
            List.of());
    private static final SandboxEnvironment SANDBOX = new SandboxEnvironment(
            "web-0",
            Optional.of(Path.of("/run/ns/net")),
            Optional.of(Path.of("/run/ns/ipc")),
            Optional.of(Path.of("/run/ns/uts")),
            Optional.empty(),
            Path.of("/s/resolv.conf"),
            Path.of("/s/hostname"),
            Path.of("/s/shm"));

    private static JsonNode spec(ContainerConfig.Builder config, HostFacts host) {
        return new ContainerSpec(
                        config.build(),
                        IMAGE,
                        SANDBOX,
                        new ProcessUser(101, 102, List.of(103L)),
                        Path.of("/r"),
                        "/pod/c")
                .toJson(host);
    }

    /** Compares with a file; a run with {@code -Dgolden.update=true} writes it. */
    private static void assertGolden(String name, JsonNode found) throws IOException {
        var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        String text = mapper.writeValueAsString(found) + "\n";
        Path file = Path.of("src/test/resources/dev/mudi/runtime/oci", name);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @Test
    void isThisDocumentForAnOrdinaryContainer() throws IOException {
        var config = ContainerConfig.newBuilder()
                .addArgs("serve")
                .addEnvs(KeyValue.newBuilder().setKey("B").setValue(ByteString.copyFromUtf8("pod")))
                .addMounts(mount("/data/deep", "/h/deep").setReadonly(true))
                .addMounts(mount("/data", "/h/data"))
                .addMounts(mount("/etc/hosts", "/h/hosts"));
        config.getLinuxBuilder()
                .setResources(LinuxContainerResources.newBuilder()
                        .setCpuShares(256)
                        .setCpuPeriod(100_000)
                        .setCpuQuota(50_000)
                        .setMemoryLimitInBytes(1 << 26)
                        .setMemorySwapLimitInBytes(1 << 26)
                        .setOomScoreAdj(936)
                        .addHugepageLimits(
                                HugepageLimit.newBuilder().setPageSize("2MB").setLimit(4 << 20))
                        .putUnified("memory.high", "1000"))
                .setSecurityContext(LinuxContainerSecurityContext.newBuilder()
                        .setNoNewPrivs(true)
                        .setNamespaceOptions(NamespaceOption.newBuilder().setPid(NamespaceMode.CONTAINER)));
        assertGolden("ordinary.json", spec(config, HOST));
    }

    @Test
    void isThisDocumentForAPrivilegedContainer() throws IOException {
        var config = ContainerConfig.newBuilder().addCommand("/bin/sh").setTty(true);
        config.getLinuxBuilder()
                .setSecurityContext(LinuxContainerSecurityContext.newBuilder()
                        .setPrivileged(true)
                        .setNamespaceOptions(NamespaceOption.newBuilder().setPid(NamespaceMode.NODE)));
        assertGolden("privileged.json", spec(config, UNIFIED));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, '[/entry, default]'",
                "-, a, '[/entry, a]'",
                "c, -, '[c]'",
                "c, a, '[c, a]'",
            })
    void letsCommandAndArgumentsStandInForTheImages(String command, String argument, String expected) {
        var config = ContainerConfig.newBuilder();
        if (command != null) {
            config.addCommand(command);
        }
        if (argument != null) {
            config.addArgs(argument);
        }
        var spec = new ContainerSpec(config.build(), IMAGE, SANDBOX, ProcessUser.ROOT, Path.of("/r"), "/c");
        assertThat(spec.arguments()).hasToString(expected);
    }

    @Test
    void saysThatNobodyNamesACommand() {
        var spec = new ContainerSpec(
                ContainerConfig.getDefaultInstance(),
                ImageConfig.EMPTY,
                SANDBOX,
                ProcessUser.ROOT,
                Path.of("/r"),
                "/c");
        assertThatThrownBy(spec::arguments).hasMessageContaining("no command specified");
    }

    @Test
    void handsOnNoCapabilityAndNoScoreThatThisProcessLacks() {
        var without = new HostFacts(new ProcessPrivileges(~(1L << 24), 0), DEVICES, false, true, false);
        var config = ContainerConfig.newBuilder();
        config.getLinuxBuilder()
                .setResources(LinuxContainerResources.newBuilder().setOomScoreAdj(-997))
                .setSecurityContext(LinuxContainerSecurityContext.newBuilder()
                        .setCapabilities(Capability.newBuilder().addAddCapabilities("ALL")));
        var process = spec(config, without).path("process");
        assertThat(process.path("oomScoreAdj").asInt()).isZero();
        assertThat(process.path("capabilities").path("effective").toString())
                .contains("CAP_SYS_ADMIN")
                .doesNotContain("CAP_SYS_RESOURCE");
        assertThat(spec(config, HOST).path("process").path("oomScoreAdj").asInt())
                .isEqualTo(-997);
    }

    @Test
    void addsAndDropsCapabilities() {
        assertThat(capabilities(
                        Capability.newBuilder().addDropCapabilities("ALL").addAddCapabilities("net_admin")))
                .containsExactly("CAP_NET_ADMIN");
        assertThat(capabilities(Capability.newBuilder().addDropCapabilities("CAP_KILL")))
                .contains("CAP_CHOWN")
                .doesNotContain("CAP_KILL");
        assertThat(capabilities(
                        Capability.newBuilder().addAddCapabilities("ALL").addDropCapabilities("SYS_ADMIN")))
                .contains("CAP_BPF")
                .doesNotContain("CAP_SYS_ADMIN");
        assertThatThrownBy(() -> capabilities(Capability.newBuilder().addAddCapabilities("MAGIC")))
                .hasMessageContaining("unknown capability to add: \"MAGIC\"");
    }

    private static List<String> capabilities(Capability.Builder asked) {
        return CapabilitySet.of(asked.build(), false, ProcessPrivileges.ALL);
    }

    @Test
    void allowsTheDevicesAskedFor() {
        var config = ContainerConfig.newBuilder()
                .addDevices(Device.newBuilder()
                        .setHostPath("/dev/fuse")
                        .setContainerPath("/dev/mine")
                        .setPermissions("rw"));
        var linux = spec(config, HOST).path("linux");
        assertThat(linux.path("devices").path(0).path("path").asText()).isEqualTo("/dev/mine");
        assertThat(linux.path("resources").path("devices").toString())
                .isEqualTo("[{\"allow\":false,\"access\":\"rwm\"},"
                        + "{\"allow\":true,\"type\":\"c\",\"major\":10,\"minor\":229,\"access\":\"rw\"}]");
    }

    @Test
    void passesMountsOnAsTheVolumeSays() {
        var config = ContainerConfig.newBuilder()
                .addMounts(mount("/a", "/h/a").setPropagation(MountPropagation.PROPAGATION_BIDIRECTIONAL))
                .addMounts(mount("/b", "/h/b").setPropagation(MountPropagation.PROPAGATION_HOST_TO_CONTAINER))
                .addMounts(mount("/c", "/h/c").setReadonly(true).setRecursiveReadOnly(true));
        var spec = spec(config, HOST);
        assertThat(spec.path("linux").path("rootfsPropagation").asText()).isEqualTo("rshared");
        assertThat(spec.path("mounts").toString())
                .contains("\"/h/a\",\"options\":[\"rbind\",\"rshared\",\"rw\"]")
                .contains("\"/h/b\",\"options\":[\"rbind\",\"rslave\",\"rw\"]")
                .contains("\"/h/c\",\"options\":[\"rbind\",\"rprivate\",\"rro\"]");
        var wrong = ContainerConfig.newBuilder().addMounts(mount("/c", "/h/c").setRecursiveReadOnly(true));
        assertThatThrownBy(() -> spec(wrong, HOST)).hasMessageContaining("read-only all the way down");
    }

    private static Mount.Builder mount(String inside, String outside) {
        return Mount.newBuilder().setContainerPath(inside).setHostPath(outside);
    }

    @Test
    void refusesNamespacesToTheUnprivilegedOnly() {
        String without = Seccomp.runtimeDefault(List.of("CAP_CHOWN")).toString();
        String with = Seccomp.runtimeDefault(List.of("CAP_SYS_ADMIN")).toString();
        assertThat(without).contains("\"mount\"", "\"unshare\"", "\"clone3\"", "\"bpf\"", "SCMP_CMP_MASKED_EQ");
        assertThat(with).doesNotContain("\"mount\"", "\"clone3\"", "\"bpf\"").contains("\"kexec_load\"");
    }
}
