package dev.mudi.apiserver.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs Jazzer over the whole server, in a JVM of its own whose memory is bounded. */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("mudi.fuzz.seconds", 60);
    private static final int START_SECONDS = 180;
    private static final int SHOWN = 20_000;
    private static final int SEEDS = 400;
    private static final long SEED = Long.getLong("mudi.fuzz.seed", 1);

    @Test
    void answersWhateverIsSentWithSuccessOrAStatusWithinBounds(@TempDir Path directory)
            throws IOException, InterruptedException {
        var output = directory.resolve("output.txt");
        var fuzzer = new ProcessBuilder(command(directory))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = fuzzer.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS);
        fuzzer.destroyForcibly().waitFor();

        var text = Files.readString(output);
        assertThat(ended).as("the fuzzer ends in time: %s", end(text)).isTrue();
        assertThat(fuzzer.exitValue()).as("exit code; output: %s", end(text)).isZero();
        assertThat(text).contains("Done ");
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - SHOWN));
    }

    /** Inputs to begin with: long enough to make whole requests of, which growing from nothing would take hours to reach. */
    private static Path seeds(Path folder) throws IOException {
        Files.createDirectory(folder);
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < SEEDS; i++) {
            var bytes = new byte[random.nextInt(100, 600)];
            random.nextBytes(bytes);
            Files.write(folder.resolve("seed-" + i), bytes);
        }
        return folder;
    }

    private static List<String> command(Path directory) throws IOException {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var corpus = seeds(directory.resolve("corpus"));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:+EnableDynamicAgentLoading", "-Xss2m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-Dmudi.fuzz.directory=" + directory);
        command.add("-Dmudi.fuzz.golden="
                + Path.of("../api/src/test/resources/golden/defaults.json").toAbsolutePath());
        command.add("-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""));
        command.addAll(List.of("-cp", classPath, "com.code_intelligence.jazzer.Jazzer"));
        command.add("--target_class=" + RequestFuzzer.class.getName());
        command.add("--instrumentation_includes=dev.mudi.**");
        command.add("--custom_hook_includes=dev.mudi.**");
        command.add("--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**");
        // The same inputs each time, as far as threads allow: what nobody's change has caused stops nobody's build.
        command.add("-seed=" + SEED);
        command.addAll(List.of("-max_total_time=" + SECONDS, "-timeout=30", "-max_len=1024", "-len_control=0"));
        command.addAll(List.of("-rss_limit_mb=2048", "-print_final_stats=1", corpus.toString()));
        return command;
    }
}
