package dev.mudi.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodNetworkTest {
    @TempDir
    private Path folder;

    private PodNetworkOptions options() {
        return new PodNetworkOptions(
                "mt" + ProcessHandle.current().pid() % 100_000,
                "198.18.7.0/24",
                "198.18.0.0/16",
                folder.resolve("net.d"),
                folder.resolve("state"),
                0);
    }

    @Test
    void putsPodsOnABridgeWithAddressesOfTheirNode() {
        assertThat(PodNetwork.config(options()).toString())
                .contains("\"type\":\"bridge\"")
                .contains("\"subnet\":\"198.18.7.0/24\"")
                .contains("\"hairpinMode\":true")
                .contains("\"portMappings\":true");
    }

    @Test
    void appliesTwiceAndGivesEverythingBack() throws Exception {
        var options = options();
        try {
            PodNetwork.apply(options);
            PodNetwork.apply(options);
            assertThat(tables()).contains("mudi-network-" + options.name());
            assertThat(folder.resolve("net.d/10-" + options.name() + ".conflist"))
                    .exists();
            Files.createDirectories(options.stateDir().resolve(options.name()));
            Files.writeString(options.stateDir().resolve(options.name()).resolve("198.18.7.2"), "pod");
        } finally {
            PodNetwork.purge(options);
        }
        assertThat(tables()).doesNotContain(options.name());
        assertThat(folder.resolve("net.d")).isEmptyDirectory();
        assertThat(options.stateDir()).isEmptyDirectory();
    }

    private static String tables() throws Exception {
        var process = new ProcessBuilder("nft", "list", "tables").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
