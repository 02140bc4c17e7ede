package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStateTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatItChoseAtTheFirstStart() throws Exception {
        var options = new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.Real());
        var first = ClusterState.of(options);
        assertThat(ClusterState.find(folder)).as("before it is saved").isEmpty();
        first.save(folder);
        assertThat(ClusterState.of(options)).isEqualTo(first);
        assertThat(ClusterState.find(folder)).containsExactly(first);
        assertThat(first.bridge()).hasSizeLessThanOrEqualTo(15).startsWith("mudi-");
        assertThat(first.apiPort()).isNotEqualTo(6443);
    }

    @Test
    void takesAPortThatIsNamedLater() throws Exception {
        ClusterState.of(new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.Real()))
                .save(folder);
        var moved = ClusterState.of(new ClusterOptions(folder, folder, 7443, new ClusterOptions.Nodes.Real()));
        assertThat(moved.apiPort()).isEqualTo(7443);
    }

    /** The kernel gives those of its range to whatever connects to anything, also while the cluster is down. */
    @Test
    void choosesPortsThatNeitherConnectionsNorServicesTake() throws Exception {
        // The kernel gives such a file to the first read of it, and to no second: not by readString, which asks for one
        // byte.
        var range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
        int kernels = Integer.parseInt(range.getFirst().split("\\s+", -1)[0]);
        for (int i = 0; i < 20; i++) {
            var chosen = ClusterState.of(
                    new ClusterOptions(folder.resolve("c" + i), folder, 0, new ClusterOptions.Nodes.Real()));
            for (int port : new int[] {chosen.apiPort(), chosen.kubeletPort()}) {
                assertThat(port)
                        .isLessThan(kernels)
                        .satisfiesAnyOf(
                                below -> assertThat(below).isLessThan(chosen.firstNodePort()),
                                above -> assertThat(above).isGreaterThan(chosen.lastNodePort()));
            }
        }
    }

    @Test
    void givesTheServicesOfTheClusterItselfTheirPlaces() {
        var state = new ClusterState("", 6443, 10250, "10.244.0.0/16", "10.96.0.0/12");
        assertThat(state.apiServiceIp()).isEqualTo("10.96.0.1");
        assertThat(state.dnsServiceIp()).isEqualTo("10.96.0.10");
    }

    @Test
    void aRangeOfTheOtherFamilyCanBeAddedAndNothingElse() throws Exception {
        var options = new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.Real());
        ClusterState.of(options.withServiceRanges("10.99.0.0/16")).save(folder);

        var both = ClusterState.of(options.withServiceRanges("10.99.0.0/16,FD00:99::/112"));

        assertThat(both.serviceCidr()).isEqualTo("10.99.0.0/16,fd00:99::/112");
        assertThat(both.dnsServiceIp()).isEqualTo("10.99.0.10");
        assertThat(both.proxiedCidr()).isEqualTo("10.99.0.0/16");
        assertThat(ClusterState.of(options).serviceCidr()).isEqualTo("10.99.0.0/16");
        for (var other : List.of("10.98.0.0/16", "fd00:99::/112,10.99.0.0/16")) {
            assertThatThrownBy(() -> ClusterState.of(options.withServiceRanges(other)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("only a range of the other family can be added");
        }
    }

    @Test
    void podsOfThisMachineNeedServicesOfIpv4(@TempDir Path folder) throws Exception {
        var none = new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.None());
        var real = new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.Real());

        assertThat(ClusterState.of(none.withServiceRanges("fd00:99::/112")).apiServiceIp())
                .isEqualTo("fd00:99::1");
        assertThatThrownBy(() -> ClusterState.of(real.withServiceRanges("fd00:99::/112")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no range of IPv4");
    }

    @Test
    void aDamagedFileStopsTheStartAndNotTheRemoval(@TempDir Path folder) throws IOException {
        var options = new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.Real());
        var chosen = ClusterState.of(options);
        chosen.save(folder);
        for (var text : List.of("{\"name\":", "{\"name\":\"x\"}")) {
            Files.writeString(folder.resolve("cluster.json"), text);

            assertThatThrownBy(() -> ClusterState.of(options))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(folder.resolve("cluster.json") + " is damaged (")
                    .hasMessageContaining("mudi down --purge");
            assertThat(ClusterState.findToRemove(options).map(ClusterState::bridge))
                    .containsExactly(chosen.bridge());
        }
    }
}
