package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
    @TempDir
    private Path folder;

    private long quota(long wanted) throws IOException {
        var options = new ClusterOptions(folder, folder, 0, new ClusterOptions.Nodes.None())
                .withKeys(new ClusterOptions.Keys("/registry", Duration.ofMinutes(5), wanted));
        try (var store = ObjectStore.open(options, _ -> {})) {
            return store.etcd().status().quotaBytes();
        }
    }

    @Test
    void hasTheQuotaThatIsWanted() throws IOException {
        assertThat(quota(12_345_678)).isEqualTo(12_345_678);
        assertThat(quota(0)).isGreaterThan(12_345_678);
    }
}
