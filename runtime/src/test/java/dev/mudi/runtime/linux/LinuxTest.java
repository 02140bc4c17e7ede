package dev.mudi.runtime.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxTest {

    @TempDir
    private Path directory;

    @Test
    void namesTheCallAndTheErrorOfAFailure() {
        assertThatThrownBy(() -> Linux.mount("none", directory.resolve("absent"), "tmpfs", 0, ""))
                .isInstanceOfSatisfying(
                        SyscallException.class, e -> assertThat(e.errno()).isEqualTo(SyscallException.ENOENT))
                .hasMessage("mount none on " + directory.resolve("absent") + " as tmpfs: no such file or directory");
    }

    @Test
    void unmountsWhatIsNotMountedWithoutComplaint() throws IOException {
        Linux.unmount(directory);
        Linux.unmount(directory.resolve("absent"));
        assertThat(directory).exists();
    }

    @ParameterizedTest
    @CsvSource({"SIGTERM, 15", "term, 15", "9, 9", "SIGRTMIN, 34", "SIGRTMIN+3, 37", "SIGRTMINPLUS15, 49", "RTMAX-1, 63"
    })
    void knowsSignalsByNameAndNumber(String name, int number) {
        assertThat(Linux.signal(name)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"SIGNONE", "0", "65", "SIGRTMIN+99", "SIGRTMAX+1"})
    void knowsNoOtherSignals(String name) {
        assertThat(Linux.signal(name)).isNull();
    }

    @Test
    void tellsWhenAProcessEnds() throws Exception {
        try (var watch = new ProcessWatch()) {
            var process = new ProcessBuilder("sleep", "100").start();
            var ended = new CountDownLatch(1);
            watch.watch(process.pid(), ended::countDown);
            assertThat(ProcessId.of(process.pid()).isAlive()).isTrue();
            assertThat(ended.getCount()).isEqualTo(1);
            process.destroyForcibly();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            var late = new CountDownLatch(1);
            process.waitFor();
            watch.watch(process.pid(), late::countDown);
            assertThat(late.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ProcessId.of(process.pid())).isEqualTo(ProcessId.NONE);
        }
    }

    @Test
    void tellsAProcessFromALaterOneWithItsNumber() throws IOException {
        var self = ProcessId.of(ProcessHandle.current().pid());
        assertThat(self.isAlive()).isTrue();
        assertThat(new ProcessId(self.pid(), self.startTicks() - 1).isAlive()).isFalse();
        assertThat(new ProcessId(self.pid(), self.startTicks() - 1).kill(Linux.SIGKILL))
                .isFalse();
    }

    @Test
    void resolvesPathsInsideARootOnly() throws IOException {
        Path inner = Files.createDirectories(directory.resolve("a/b"));
        Files.createSymbolicLink(directory.resolve("abs"), Path.of("/a"));
        Files.createSymbolicLink(directory.resolve("up"), Path.of("../../../a"));
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThat(RootedPath.resolve(directory, "/abs/b")).isEqualTo(inner);
        assertThat(RootedPath.resolve(directory, "up/b")).isEqualTo(inner);
        assertThat(RootedPath.resolve(directory, "../../etc/passwd")).isEqualTo(directory.resolve("etc/passwd"));
        assertThatThrownBy(() -> RootedPath.resolve(directory, "loop")).hasMessageContaining("too many symbolic links");
    }

    @Test
    void passesBytesThroughAPipeUnchangedAndInOrder() throws Exception {
        var pipe = new BytePipe();
        byte[] sent = new byte[300_000];
        new java.util.SplittableRandom(1).nextBytes(sent);
        var writer = Thread.ofVirtual().start(() -> {
            try (var sink = pipe.sink()) {
                sink.write(sent);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(pipe.source().readAllBytes()).isEqualTo(sent);
        writer.join();
        pipe.source().close();
        assertThatThrownBy(() -> pipe.sink().write(1)).hasMessageContaining("nobody reads");
    }

    @Test
    void runsCommandsWithTheirInput() throws IOException {
        var result = Command.run(List.of("sh", "-c", "cat; echo $X >&2; exit 3"), Map.of("X", "err"), "in");
        assertThat(result).isEqualTo(new Command.Result(3, "in", "err\n"));
        assertThatThrownBy(() -> Command.require(List.of("sh", "-c", "echo one; echo two; exit 4")))
                .hasMessageContaining("exit code 4: one; two");
    }

    @Test
    void replacesFilesWhole() throws IOException {
        Path file = directory.resolve("file");
        FileTrees.replace(file, "one");
        FileTrees.replace(file, "two".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("two");
        assertThat(directory.toFile().list()).containsExactly("file");
        assertThat(FileTrees.usage(directory).bytes()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void clampsTheScoreToWhatThisProcessMaySet() {
        assertThat(new ProcessPrivileges(0, 100).clampOomScore(-998)).isEqualTo(100);
        assertThat(new ProcessPrivileges(0, 100).clampOomScore(500)).isEqualTo(500);
        assertThat(ProcessPrivileges.ALL.clampOomScore(-998)).isEqualTo(-998);
    }
}
