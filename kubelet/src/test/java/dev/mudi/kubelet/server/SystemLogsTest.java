package dev.mudi.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLogsTest {
    @TempDir
    private Path directory;

    private Path root;
    private SystemLogs logs;

    @BeforeEach
    void write() throws IOException {
        root = Files.createDirectory(directory.resolve("log"));
        logs = new SystemLogs(root);
        Files.createDirectory(root.resolve("apt"));
        Files.writeString(root.resolve("apt/history.log"), "installed");
        Files.writeString(root.resolve("a <b> & c"), "odd");
        Files.write(root.resolve("wtmp"), new byte[] {1, 0, 2});
        Files.writeString(directory.resolve("secret"), "none of theirs");
        Files.createSymbolicLink(root.resolve("out"), directory.resolve("secret"));
        Files.createSymbolicLink(root.resolve("again"), root.resolve("apt"));
    }

    @Test
    void aDirectoryIsAPageOfLinks() throws Exception {
        assertThat(SystemLogs.page(logs.find(List.of())))
                .contains(
                        "<pre>\n<a href=\"./a%20%3Cb%3E%20%26%20c\">a &lt;b&gt; &amp; c</a>\n",
                        "<a href=\"./apt/\">apt/</a>\n", "<a href=\"./wtmp\">wtmp</a>\n");
    }

    @Test
    void aFileIsFoundBelowItsDirectoriesAndBehindLinks() throws Exception {
        assertThat(logs.find(List.of("apt", "history.log"))).hasContent("installed");
        assertThat(logs.find(List.of("again", "history.log"))).hasContent("installed");
        assertThat(SystemLogs.type(root.resolve("apt/history.log"))).isEqualTo("text/plain; charset=utf-8");
        assertThat(SystemLogs.type(root.resolve("wtmp"))).isEqualTo("application/octet-stream");
    }

    @Test
    void nothingOutsideIsShown() {
        for (var path : List.of(List.of("..", "secret"), List.of("out"), List.of("none"), List.of("a\0b"))) {
            assertThatThrownBy(() -> logs.find(path))
                    .isInstanceOf(HttpFailure.class)
                    .hasMessage("404 page not found");
        }
    }
}
