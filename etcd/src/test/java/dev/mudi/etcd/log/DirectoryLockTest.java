package dev.mudi.etcd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path directory;

    /** Has the lock of a directory until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (var _ = DirectoryLock.acquire(Path.of(arguments[0]))) {
                System.out.println("held");
                System.in.read();
            }
        }
    }

    private Process hold() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var holder = new ProcessBuilder(List.of(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(new BufferedReader(holder.inputReader(StandardCharsets.UTF_8)).readLine())
                .isEqualTo("held");
        return holder;
    }

    @Test
    void aSecondProcessIsToldWhoHasTheDirectory() throws Exception {
        var holder = hold();
        try {
            assertThatThrownBy(() -> DirectoryLock.acquire(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the data directory " + directory + " is in use by process " + holder.pid()
                            + "; stop that one first, or choose another directory");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        DirectoryLock.acquire(directory).close();
    }

    @Test
    void aStolenLockFileLetsNobodyIn() throws Exception {
        var holder = hold();
        try {
            Files.delete(directory.resolve("lock"));
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> DirectoryLock.acquire(directory))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("the data directory " + directory + " is in use by another process");
            }
            Files.delete(directory.resolve("lock"));
            assertThatThrownBy(() -> DirectoryLock.acquire(directory))
                    .hasMessageContaining("though its lock file was taken away; stop that one first");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        DirectoryLock.acquire(directory).close();
    }

    @Test
    void oneProcessHasItOnceAndAgainWhenItHasLetGo() throws IOException {
        var lock = DirectoryLock.acquire(directory);
        assertThatThrownBy(() -> DirectoryLock.acquire(directory)).hasMessageContaining("is in use by process");
        lock.close();
        DirectoryLock.acquire(directory).close();
    }
}
