package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.state.Alarms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class HeapQuotaTest {
    @TempDir
    Path directory;

    /** Several times the heap: what is too much for that is keys, or values in files. */
    private static final long QUOTA = 256L << 20;

    /** Fills a store until it refuses, in a heap much smaller than the quota. */
    static final class Filler {
        private Filler() {}

        public static void main(String[] arguments) throws IOException {
            int size = Integer.parseInt(arguments[1]);
            try (var etcd = EmbeddedEtcd.open(
                    EtcdOptions.of(Path.of(arguments[0])).withFsync(false).withQuotaBytes(QUOTA))) {
                long written = 0;
                try {
                    for (; ; written++) {
                        etcd.put(PutRequest.of(
                                Bytes.utf8("/registry/things/default/thing-" + written), Bytes.wrap(new byte[size])));
                    }
                } catch (EtcdException e) {
                    assertThat(e.code()).isEqualTo(Code.NO_SPACE);
                }
                assertThat(Alarms.stands(etcd.settings(), Alarms.Kind.NOSPACE)).isTrue();
                assertThat(etcd.get(Bytes.utf8("/registry/things/default/thing-0")))
                        .isPresent();
                etcd.deleteRange(DeleteRangeRequest.of(Bytes.utf8("/registry/things/default/thing-1")));
                System.out.println("refused after " + written);
            }
        }
    }

    private String fill(int valueBytes) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var filler = new ProcessBuilder(List.of(
                        java,
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filler.class.getName(),
                        directory.toString(),
                        String.valueOf(valueBytes)))
                .redirectErrorStream(true)
                .start();
        var output = new String(filler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        filler.waitFor();
        return output;
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100_000})
    void theAlarmComesBeforeTheHeapIsFullAndAgainAfterAStart(int valueBytes) throws Exception {
        assertThat(fill(valueBytes)).contains("refused after").doesNotContain("OutOfMemoryError");
        assertThat(fill(valueBytes)).contains("refused after").doesNotContain("OutOfMemoryError");
    }

    @Test
    void aSmallerQuotaIsKept() throws IOException {
        try (var etcd =
                EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false).withQuotaBytes(1 << 20))) {
            assertThat(etcd.status().quotaBytes()).isEqualTo(1 << 20);
        }
    }
}
