package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's etcdctl.
 *
 * @param flags before every command
 */
public record Etcdctl(List<String> flags) {
    /** By itself it gives up after 2 s and 5 s, which is too soon on a machine that has other things to do. */
    private static final List<String> PATIENCE = List.of("--dial-timeout=60s", "--command-timeout=60s");

    private static final long SECONDS = 180;

    /** At servers in the clear. */
    public static Etcdctl at(int... ports) {
        var endpoints = new ArrayList<String>();
        for (int port : ports) {
            endpoints.add("http://127.0.0.1:" + port);
        }
        return new Etcdctl(List.of("--endpoints=" + String.join(",", endpoints)));
    }

    /** At a server with TLS. */
    static Etcdctl at(int port, Path authority, Path certificate, Path key) {
        return new Etcdctl(List.of(
                "--endpoints=https://127.0.0.1:" + port,
                "--cacert=" + authority,
                "--cert=" + certificate,
                "--key=" + key));
    }

    /** What a run gave: exit code, and standard output and error together. */
    public record Outcome(int exitCode, String words) {
        /** The words of a run that did what was asked. */
        public String done() {
            assertThat(exitCode).as(words).isZero();
            return words;
        }

        /** The words of a run that was refused. */
        public String refused() {
            assertThat(exitCode).as(words).isNotZero();
            return words;
        }
    }

    /**
     * Runs a command.
     *
     * @param command a line whose words are separated by blanks; {@code '} quotes
     */
    public Outcome run(String command) throws IOException, InterruptedException {
        return run("", command);
    }

    Outcome run(String input, String command) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(DebianPackages.program("etcd-client", "etcdctl"));
        line.addAll(PATIENCE);
        line.addAll(flags);
        boolean quoted = false;
        for (var part : command.split("'", -1)) {
            line.addAll(quoted ? List.of(part) : words(part));
            quoted = !quoted;
        }
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        var process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(command).isTrue();
        return new Outcome(process.exitValue(), words);
    }

    private static List<String> words(String part) {
        return part.isBlank() ? List.of() : List.of(part.strip().split(" +"));
    }
}
