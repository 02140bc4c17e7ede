package dev.mudi.runtime.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs chains of scripts that write down what they are told. */
class CniPluginsTest {

    @TempDir
    private Path directory;

    private CniPlugins plugins;
    private NetworkConfigList network;

    @BeforeEach
    void install() throws IOException {
        Path binaries = Files.createDirectories(directory.resolve("bin"));
        String script = """
                #!/bin/sh
                {
                  echo "$CNI_COMMAND @NAME@ $CNI_CONTAINERID $CNI_NETNS $CNI_IFNAME"
                  echo "$CNI_ARGS"
                  cat; echo
                } >> @CALLS@
                [ -e @DIR@/fail-@NAME@-$CNI_COMMAND ] && { echo '{"code":11,"msg":"no room","details":"in the subnet"}'; exit 1; }
                [ $CNI_COMMAND = ADD ] && echo '{"cniVersion":"1.0.0","by":"@NAME@","ips":[{"address":"10.1.2.3/24"},{"address":"fd00::3/64"}]}'
                exit 0
                """;
        for (String name : List.of("first", "portmap")) {
            Path file = binaries.resolve(name);
            Files.writeString(
                    file,
                    script.replace("@NAME@", name)
                            .replace("@CALLS@", directory + "/calls")
                            .replace("@DIR@", directory.toString()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(conf.resolve("20-later.conflist"), "{\"name\":\"later\",\"plugins\":[{\"type\":\"x\"}]}");
        Files.writeString(conf.resolve("10-net.conflist"), """
                {"cniVersion":"1.0.0","name":"net","plugins":[
                  {"type":"first","mtu":1400},
                  {"type":"portmap","capabilities":{"portMappings":true}}]}
                """);
        network = NetworkConfigList.load(conf).orElseThrow();
        plugins = new CniPlugins(List.of(directory.resolve("none"), binaries), directory.resolve("cache"));
    }

    private static Attachment attachment(Map<String, JsonNode> capabilities) {
        return new Attachment(
                "box", Path.of("/run/ns"), Map.of("K8S_POD_NAME", "web", "K8S_POD_NAMESPACE", "default"), capabilities);
    }

    private static JsonNode ports() throws IOException {
        return new ObjectMapper().readTree("[{\"hostPort\":80,\"containerPort\":8080,\"protocol\":\"tcp\"}]");
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    @Test
    void runsTheChainForwardsAndBackwards() throws IOException {
        assertThat(plugins.add(network, attachment(Map.of("portMappings", ports()))))
                .containsExactly("10.1.2.3", "fd00::3");
        assertThat(calls())
                .startsWith(
                        "ADD first box /run/ns eth0",
                        "IgnoreUnknown=1;K8S_POD_NAME=web;K8S_POD_NAMESPACE=default",
                        "{\"type\":\"first\",\"mtu\":1400,\"name\":\"net\",\"cniVersion\":\"1.0.0\"}",
                        "ADD portmap box /run/ns eth0");
        assertThat(calls().get(5))
                .contains(
                        "\"runtimeConfig\":{\"portMappings\":[{\"hostPort\":80", "\"prevResult\":{", "\"by\":\"first\"")
                .doesNotContain("capabilities");
        plugins.check("box");
        plugins.delete("box");
        plugins.delete("box");
        assertThat(calls().stream()
                        .filter(line -> line.matches("(ADD|DEL|CHECK) .*"))
                        .map(line -> line.substring(0, 8)))
                .containsExactly("ADD firs", "ADD port", "CHECK fi", "CHECK po", "DEL port", "DEL firs");
        assertThat(plugins.attached()).isEmpty();
    }

    @Test
    void leavesPortmapOutForPodsWithoutHostPorts() throws IOException {
        plugins.add(network, attachment(Map.of()));
        assertThat(calls()).noneMatch(line -> line.startsWith("ADD portmap"));
    }

    @Test
    void keepsWhatFailedSoThatItIsDeleted() throws IOException {
        Files.createFile(directory.resolve("fail-portmap-ADD"));
        assertThatThrownBy(() -> plugins.add(network, attachment(Map.of("portMappings", ports()))))
                .hasMessage("CNI plugin portmap failed to ADD: no room: in the subnet");
        assertThat(plugins.attached()).containsExactly("box");
        plugins.delete("box");
        assertThat(calls()).contains("DEL first box /run/ns eth0");
    }

    @Test
    void saysWhichPluginIsMissing() throws IOException {
        var other = NetworkConfigList.of(
                new ObjectMapper().readTree("{\"name\":\"n\",\"plugins\":[{\"type\":\"absent\"}]}"));
        assertThatThrownBy(() -> plugins.add(other, attachment(Map.of())))
                .hasMessageContaining("the CNI plugin absent is in none of")
                .hasMessageContaining("containernetworking-plugins");
    }

    @Test
    void takesPortmapsChainsAwayOnlyWhenNoPodHasAHostPort() {
        var unused = List.of(
                "-P PREROUTING ACCEPT",
                "-N CNI-HOSTPORT-DNAT",
                "-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT");
        assertThat(PortmapChains.removal(unused))
                .containsExactly(
                        List.of("-D", "PREROUTING", "-m", "addrtype", "--dst-type", "LOCAL", "-j", "CNI-HOSTPORT-DNAT"),
                        List.of("-F", "CNI-HOSTPORT-DNAT"),
                        List.of("-X", "CNI-HOSTPORT-DNAT"));
        assertThat(PortmapChains.removal(List.of(
                        "-N CNI-HOSTPORT-MASQ",
                        "-A POSTROUTING -m comment --comment \"CNI \\\"portfwd\\\"\" -j CNI-HOSTPORT-MASQ")))
                .startsWith(List.of(
                        "-D",
                        "POSTROUTING",
                        "-m",
                        "comment",
                        "--comment",
                        "CNI \"portfwd\"",
                        "-j",
                        "CNI-HOSTPORT-MASQ"));
        assertThat(PortmapChains.removal(List.of("-N CNI-HOSTPORT-DNAT", "-A CNI-HOSTPORT-DNAT -j CNI-DN-1")))
                .isEmpty();
    }
}
