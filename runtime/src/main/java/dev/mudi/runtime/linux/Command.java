package dev.mudi.runtime.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A short run of a host program: its input given whole, its output collected, bounded in size and time. */
public final class Command {

    private static final Logger LOG = LoggerFactory.getLogger(Command.class);
    private static final int MAX_OUTPUT = 4 * 1024 * 1024;
    private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

    /**
     * What a program left.
     *
     * @param exitCode 0 for success
     */
    public record Result(int exitCode, String output, String errors) {

        /** The errors, or the output when there are none, on one line. */
        public String complaint() {
            return (errors.isBlank() ? output : errors).strip().replaceAll("\\s*\\R\\s*", "; ");
        }
    }

    private Command() {}

    /** Runs a program with nothing on its input. */
    public static Result run(List<String> words) throws IOException {
        return run(words, Map.of(), "");
    }

    /** Runs a program that must succeed. */
    public static Result require(List<String> words) throws IOException {
        var result = run(words);
        if (result.exitCode() != 0) {
            throw new IOException(String.join(" ", words) + " failed with exit code " + result.exitCode() + ": "
                    + result.complaint());
        }
        return result;
    }

    /**
     * Runs a program with more environment variables than this process has, and the input given.
     *
     * @throws IOException when it can't be started, or doesn't end within two minutes (it is killed then)
     */
    public static Result run(List<String> words, Map<String, String> environment, String input) throws IOException {
        var builder = HostProgram.of(words);
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            var output = collect(process.getInputStream());
            var errors = collect(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A program may end without reading its input; its exit code tells whether that was right.
                LOG.atDebug()
                        .addKeyValue("program", words.getFirst())
                        .setCause(e)
                        .log("a program didn't read its input");
            }
            if (!process.waitFor(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        words.getFirst() + " didn't end within " + TIME_LIMIT.toSeconds() + " s and was killed");
            }
            return new Result(process.exitValue(), output.get(), errors.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + words.getFirst() + " ran");
        } catch (ExecutionException e) {
            throw new IOException("can't read what " + words.getFirst() + " says", e.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    private static FutureTask<String> collect(InputStream in) {
        var task = new FutureTask<>(() -> {
            String text = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return text;
        });
        Thread.ofVirtual().name("command-output").start(task);
        return task;
    }
}
