package dev.mudi.runtime.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.DNSConfig;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.cri.Signal;
import dev.mudi.runtime.linux.ProcessId;
import dev.mudi.runtime.oci.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {

    @TempDir
    private Path directory;

    private static final Conmon.Started PROCESSES = new Conmon.Started(new ProcessId(12, 34), new ProcessId(56, 78));

    @Test
    void readsAContainerAsItWasWritten() throws IOException {
        var container = new ContainerRecord(
                "c",
                "s",
                ContainerConfig.newBuilder().addCommand("x").putLabels("a", "b").build(),
                new ContainerRecord.Image("sha256:1", "img:1", "img@sha256:2", "SIGQUIT", List.of("sha256:3")),
                new ContainerRecord.Place("/pod/c", "/log", new ProcessUser(1, 2, List.of(3L)), true),
                Progress.created(5).started(6).exited(7, 8, "Error", "why"),
                PROCESSES);
        var records = new Records<>(directory, ContainerRecord::of);
        records.save(container.id(), container.toJson());
        assertThat(records.load()).containsExactly(container);
        records.delete("c");
        assertThat(records.load()).isEmpty();
    }

    @Test
    void readsASandboxAsItWasWritten() throws IOException {
        var sandbox = new SandboxRecord(
                        "s",
                        PodSandboxConfig.newBuilder().setHostname("h").build(),
                        "",
                        "/pod",
                        new SandboxRecord.Life(false, 9, "boot"),
                        List.of(),
                        Conmon.Started.NONE)
                .running(List.of("10.0.0.1", "fd00::1"), PROCESSES);
        var records = new Records<>(directory, SandboxRecord::of);
        records.save(sandbox.id(), sandbox.toJson());
        assertThat(records.load()).containsExactly(sandbox);
    }

    @Test
    void saysWhichStateFileIsDamaged() throws IOException {
        Files.writeString(directory.resolve("x.json"), "{\"progress\":{\"state\":\"NONE\"}}");
        var records = new Records<>(directory, ContainerRecord::of);
        assertThatThrownBy(records::load).hasMessageContaining("x.json is damaged");
    }

    @Test
    void takesAnUnambiguousBeginningForAnId() {
        var all = Map.of("abc1", 1, "abd2", 2);
        assertThat(Ids.find(all, "abc")).contains(1);
        assertThat(Ids.find(all, "x")).isEmpty();
        assertThat(Ids.find(all, "")).isEmpty();
        assertThatThrownBy(() -> Ids.find(all, "ab"))
                .isInstanceOf(CriException.class)
                .hasMessageContaining("the beginning of 2 ids");
    }

    @Test
    void choosesTheContainersStopSignalBeforeTheImages() {
        var none = ContainerConfig.getDefaultInstance();
        var own =
                ContainerConfig.newBuilder().setStopSignal(Signal.SIGRTMINPLUS3).build();
        assertThat(StopSignal.of(none, "")).isEqualTo(15);
        assertThat(StopSignal.of(none, "SIGQUIT")).isEqualTo(3);
        assertThat(StopSignal.of(own, "SIGQUIT")).isEqualTo(37);
        assertThat(StopSignal.message(none, "3")).isEqualTo(Signal.SIGQUIT);
        assertThat(StopSignal.message(own, "")).isEqualTo(Signal.SIGRTMINPLUS3);
    }

    @Test
    void writesResolvConfAsThePodWantsIt() throws IOException {
        var config = PodSandboxConfig.newBuilder()
                .setDnsConfig(DNSConfig.newBuilder()
                        .addServers("10.96.0.10")
                        .addServers("10.96.0.11")
                        .addSearches("a.local")
                        .addSearches("b.local")
                        .addOptions("ndots:5"))
                .build();
        assertThat(SandboxHome.resolvConf(config))
                .isEqualTo("search a.local b.local\nnameserver 10.96.0.10\nnameserver 10.96.0.11\noptions ndots:5\n");
    }
}
