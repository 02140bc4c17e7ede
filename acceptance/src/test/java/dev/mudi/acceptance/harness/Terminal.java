package dev.mudi.acceptance.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A program on a terminal of its own ({@code script} of util-linux gives it one), and somebody who types and reads. */
public final class Terminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path output;
    private final Process process;

    private Terminal(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /** Starts a command line of the shell. */
    public static Terminal open(String commandLine) throws IOException {
        var output = Files.createTempFile("mudi-terminal", ".txt");
        return new Terminal(output, Command.of("script", "-qec").start(output, commandLine, "/dev/null"));
    }

    /** Waits until this is on the screen. */
    public void read(String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(output)).contains(text));
    }

    /** Types a line. */
    public void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for the end of the program. */
    public void awaitEnd() throws InterruptedException, IOException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the program on the terminal ends; on its screen: %s", Files.readString(output))
                .isTrue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(output);
    }
}
