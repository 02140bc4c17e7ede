package dev.mudi.acceptance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program as a user would, with a bound on its time. */
public final class Command {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private final List<String> prefix;
    private final Map<String, String> environment;

    private Command(List<String> prefix, Map<String, String> environment) {
        this.prefix = List.copyOf(prefix);
        this.environment = Map.copyOf(environment);
    }

    /** A program and its first words. */
    public static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    /** The same with a variable in its environment. */
    public Command with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(prefix, more);
    }

    /** What a run gave. */
    public record Result(int code, String out, String err) {
        /** The output of a run that must have succeeded. */
        public String succeeded() {
            assertThat(code)
                    .as("exit code; standard error: %s; output: %s", err, out)
                    .isZero();
            return out;
        }
    }

    /** Runs with these words, without input. */
    public Result run(String... words) {
        return runWithInput("", words);
    }

    /** Runs with these words and an input. */
    public Result runWithInput(String input, String... words) {
        try {
            var out = Files.createTempFile("mudi-test", ".out");
            var err = Files.createTempFile("mudi-test", ".err");
            try {
                var process = builder(words)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try (var in = process.getOutputStream()) {
                    in.write(input.getBytes(StandardCharsets.UTF_8));
                }
                if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(prefix + " " + List.of(words) + " has not ended after " + TIMEOUT);
                }
                return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts it with these words, its outputs to a file. */
    public Process start(Path output, String... words) throws IOException {
        return builder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private ProcessBuilder builder(String... words) {
        var all = new ArrayList<>(prefix);
        all.addAll(List.of(words));
        var builder = new ProcessBuilder(all);
        builder.environment().putAll(environment);
        return builder;
    }
}
