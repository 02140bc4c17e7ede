package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a process that writes, over and over on one directory. {@code -Dmudi.etcd.kills=N} for more than a few. */
class KillTest {
    private static final int KILLS = Integer.getInteger("mudi.etcd.kills", 4);

    @TempDir
    Path directory;

    @Test
    void losesNoAcknowledgedWriteWhenTheProcessIsKilled() throws Exception {
        var dice = new SplittableRandom(7);
        Map<String, Long> acknowledged = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(200 + dice.nextInt(3000), acknowledged);
            assertThat(EtcdCheck.run(directory)).isEmpty();
            try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory))) {
                acknowledged.forEach((key, revision) -> assertThat(etcd.get(Bytes.utf8(key)))
                        .as(key)
                        .hasValueSatisfying(kv -> assertThat(kv.modRevision()).isGreaterThanOrEqualTo(revision)));
            }
        }
    }

    private void writeAndKill(int writes, Map<String, Long> acknowledged) throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            int seen = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var words = line.split(" ", -1);
                if (words.length == 3) {
                    acknowledged.merge(words[0], Long.valueOf(words[1]), Math::max);
                }
                if (++seen == writes) {
                    // Through the handle: the process itself would close the pipe, and with it what is still to be
                    // read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Writes until it is killed, and says what was acknowledged: key, revision, and a word that shows that the line is whole. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            var out = new PrintStream(System.out, true);
            try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(Path.of(args[0])).withSnapshotAfterBytes(200_000));
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var running = new ArrayList<Future<?>>();
                for (int i = 0; i < 16; i++) {
                    int writer = i;
                    running.add(threads.submit(() -> write(etcd, writer, out)));
                }
                for (var writer : running) {
                    writer.get();
                }
            }
        }

        private static void write(Etcd etcd, int writer, PrintStream out) {
            for (int i = 0; true; i++) {
                var key = "key-" + writer + "-" + i % 50;
                long revision = etcd.put(PutRequest.of(Bytes.utf8(key), Bytes.wrap(new byte[100])))
                        .revision();
                out.println(key + " " + revision + " done");
            }
        }
    }
}
