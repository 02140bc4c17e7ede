package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    @Test
    void aChoiceWithWhichItCannotStartIsNotKept(@TempDir Path folder) throws Exception {
        var other = NodeAddress.find().contains(":") ? "10.99.0.0/16" : "fd00:99::/112";
        var options = new ClusterOptions(folder, folder.resolve("log"), 0, new ClusterOptions.Nodes.None())
                .withServiceRanges(other);

        assertThatThrownBy(() -> Cluster.start(options, step -> {}, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("service IP family \"" + other + "\" must match public address family");
        assertThat(ClusterState.find(folder)).isEmpty();
    }
}
