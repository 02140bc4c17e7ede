package dev.mudi.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupsTest {

    @TempDir
    private Path root;

    @Test
    void takesVersion1WhereItHasTheControllers() throws IOException {
        var hybrid = List.of(
                "31 30 0:26 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct",
                "32 30 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                "33 30 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw");
        assertThat(Cgroups.of(hybrid).isUnified()).isFalse();
        assertThat(Cgroups.of(List.of("33 30 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"))
                        .isUnified())
                .isTrue();
        assertThatThrownBy(() -> Cgroups.of(List.of("1 1 0:1 / / rw - ext4 /dev/vda rw")))
                .hasMessageContaining("no cgroup hierarchy");
    }

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, content);
    }

    @Test
    void readsUsageOfVersion2() throws IOException {
        var cgroups = new Cgroups(Optional.of(root), Map.of());
        write("pod/c/cpu.stat", "usage_usec 1500\nuser_usec 1000\n");
        write("pod/c/memory.stat", "anon 300\ninactive_file 100\npgfault 7\npgmajfault 2\n");
        write("pod/c/memory.current", "1000\n");
        write("pod/c/memory.max", "max\n");
        write("pod/c/pids.current", "3\n");
        assertThat(cgroups.usage("/pod/c"))
                .contains(new CgroupUsage(1_500_000, 1000, 900, 300, 0, new CgroupUsage.Faults(7, 2), 3));
        assertThat(cgroups.usage("/pod/none")).isEmpty();
    }

    @Test
    void readsUsageOfVersion1() throws IOException {
        var cgroups = new Cgroups(
                Optional.empty(),
                Map.of(
                        "memory", root.resolve("memory"),
                        "cpuacct", root.resolve("cpuacct"),
                        "pids", root.resolve("pids")));
        write("cpuacct/pod/cpuacct.usage", "99\n");
        write(
                "memory/pod/memory.stat",
                "total_rss 300\ntotal_inactive_file 2000\ntotal_pgfault 7\ntotal_pgmajfault 2\n");
        write("memory/pod/memory.usage_in_bytes", "1000\n");
        write("memory/pod/memory.limit_in_bytes", "9223372036854771712\n");
        write("pids/pod/pids.current", "3\n");
        assertThat(cgroups.usage("pod"))
                .contains(new CgroupUsage(99, 1000, 0, 300, 0, new CgroupUsage.Faults(7, 2), 3));
    }

    @Test
    void neverRemovesTheRoot() {
        var cgroups = new Cgroups(Optional.of(root), Map.of());
        assertThatThrownBy(() -> cgroups.remove("/")).isInstanceOf(IllegalArgumentException.class);
    }
}
