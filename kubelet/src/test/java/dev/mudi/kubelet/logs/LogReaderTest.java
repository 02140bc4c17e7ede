package dev.mudi.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    private static final String LOG = """
            2026-01-01T00:00:00.000000001Z stdout F one
            2026-01-01T00:00:00.000000002Z stdout P tw
            2026-01-01T00:00:00.000000003Z stdout F o
            """;

    @TempDir
    private Path directory;

    /** What was written, a string a call. */
    private static final class Pieces extends OutputStream {
        private final List<String> all = new ArrayList<>();

        @Override
        public void write(int value) {
            all.add(Character.toString(value));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            all.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }

    private <O extends OutputStream> O read(LogOptions options, O out) throws IOException, InterruptedException {
        var path = directory.resolve("0.log");
        Files.writeString(path, LOG);
        try (var changes = new FileChanges()) {
            new LogReader(path, options, out).write(changes, () -> false);
        }
        return out;
    }

    @Test
    void aLineAndItsEndAreWrittenInOnePiece() throws Exception {
        assertThat(read(LogOptions.ALL, new Pieces()).all).containsExactly("one\n", "tw", "o\n");
    }

    @Test
    void aLineOfSeveralPartsHasOneTimeAndTheLimitCountsEveryByte() throws Exception {
        var options = new LogOptions(false, Optional.empty(), Optional.empty(), true, Optional.of(70L));

        assertThat(read(options, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8))
                .isEqualTo("""
                        2026-01-01T00:00:00.000000001Z one
                        2026-01-01T00:00:00.000000002Z two
                        """);
    }
}
