package dev.mudi.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.ManualClock;
import dev.mudi.kubelet.hollow.HollowAddresses;
import dev.mudi.kubelet.hollow.HollowRuntime;
import dev.mudi.kubelet.pod.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Sketch.EPOCH);

    private long files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void aBigLogIsRenamedAndOnlyTheNewestAreKept() throws IOException {
        var runtime = new HollowRuntime(new HollowAddresses("10.1.0.0/24"), "127.0.0.1", clock);
        var rotation = new LogRotation(runtime, 10, 3, clock);
        var log = directory.resolve("0.log");

        Files.writeString(log, "small");
        rotation.rotate("c", log);
        assertThat(files()).isEqualTo(1);

        for (int i = 0; i < 5; i++) {
            Files.writeString(log, "a long enough line " + i);
            rotation.rotate("c", log);
            assertThat(log).doesNotExist();
            clock.advance(Duration.ofSeconds(1));
        }
        try (var kept = Files.list(directory)) {
            assertThat(kept.map(file -> file.getFileName().toString()).sorted().toList())
                    .hasSize(2)
                    .first()
                    .asString()
                    .endsWith(".gz");
        }
    }
}
