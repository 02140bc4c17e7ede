package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {

    @TempDir
    private Path directory;

    private RuntimeOptions options() {
        return RuntimeOptions.in(directory.resolve("root"), directory.resolve("run"), directory.resolve("cni"));
    }

    private static RuntimeOptions with(RuntimeOptions options, RuntimeOptions.Programs programs) {
        return new RuntimeOptions(
                options.root(),
                options.run(),
                options.network(),
                options.cgroupParent(),
                programs,
                options.builtInImages(),
                options.clock());
    }

    @Test
    void saysInOneLineWhichProgramIsMissingAndWhereItComesFrom() {
        var found = RuntimeOptions.Programs.find();
        var without = new RuntimeOptions.Programs(directory.resolve("runc"), found.conmon(), found.pause());
        assertThatThrownBy(() -> ContainerRuntime.open(with(options(), without)))
                .isInstanceOf(IOException.class)
                .hasMessage("runc is not at " + directory.resolve("runc") + "; on Debian: apt-get install runc");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesDirectoriesThatMountOptionsCannotHold() {
        var options = RuntimeOptions.in(directory.resolve("a:b"), directory.resolve("run"), directory.resolve("cni"));
        assertThatThrownBy(() -> ContainerRuntime.open(options)).hasMessageContaining("a:b can't hold containers");
    }

    @Test
    void isOpenWithoutANetworkAndSaysThatItLacksOne() throws IOException {
        try (var runtime = ContainerRuntime.open(options())) {
            var conditions = runtime.status(dev.mudi.runtime.cri.StatusRequest.getDefaultInstance())
                    .getStatus()
                    .getConditionsList();
            assertThat(conditions.get(0).getStatus()).isTrue();
            assertThat(conditions.get(1).getStatus()).isFalse();
            assertThat(conditions.get(1).getMessage()).contains("cni plugin not initialized");
            Files.createDirectories(directory.resolve("cni"));
            Files.writeString(directory.resolve("cni/10-broken.conflist"), "{");
            assertThat(runtime.status(dev.mudi.runtime.cri.StatusRequest.getDefaultInstance())
                            .getStatus()
                            .getConditions(1)
                            .getMessage())
                    .contains("10-broken.conflist is not JSON");
        }
        ContainerRuntime.purge(options());
        assertThat(directory.resolve("root")).doesNotExist();
    }
}
