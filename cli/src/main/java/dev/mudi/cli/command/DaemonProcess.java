package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the daemon as a process of its own, and listens to what it says until it is ready. */
final class DaemonProcess {
    static final String STEP = "step ";
    static final String READY = "ready";
    static final String FAILED = "failed ";

    /** What a daemon that could not start has left to do is to end. */
    private static final int END_SECONDS = 60;

    private static final String AOT_CACHE = "-XX:AOTCache";
    private static final List<String> PASSED_ON =
            List.of("-XX:", "-Xm", "-Xs", "-Xlog", "--enable-native-access", "--sun-misc", "-D");

    private DaemonProcess() {}

    /** Returns when the cluster is ready; a UserException says why it could not start, and then there is no daemon any more. */
    static void start(ClusterOptions options, PrintWriter out) throws UserException, IOException, InterruptedException {
        createDirectories(options);
        var errors = options.logDir().resolve("daemon.err");
        var process = new ProcessBuilder(command(options))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(errors.toFile())
                .directory(options.dataDir().toFile())
                .start();
        var failure = listen(process, out);
        if (failure.isPresent()) {
            var said = failure.get();
            if (said.isEmpty()) {
                said = "the daemon ended while it started: "
                        + Files.readString(errors).lines().findFirst().orElse("it said nothing") + " (see "
                        + options.logDir() + ")";
            }
            throw new UserException(said);
        }
    }

    /** Empty when the cluster is ready; else, once the daemon has ended, what it said about that, which may be nothing. */
    static Optional<String> listen(Process process, PrintWriter out) throws IOException, InterruptedException {
        var said = "";
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(READY)) {
                    return Optional.empty();
                } else if (line.startsWith(STEP)) {
                    out.println(line.substring(STEP.length()));
                    out.flush();
                } else if (line.startsWith(FAILED)) {
                    said = line.substring(FAILED.length());
                }
            }
        }
        // It has closed its output, and may have its directory and its ports until it has ended.
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        return Optional.of(said);
    }

    private static void createDirectories(ClusterOptions options) throws UserException {
        for (var folder : List.of(options.dataDir(), options.logDir())) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UserException(
                        "cannot create " + folder + " (" + reason(e)
                                + "): name another place with --data-dir and --log-dir",
                        e);
            }
        }
    }

    /** The system's words, without the file's name before them. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e.getClass().getSimpleName();
    }

    private static List<String> command(ClusterOptions options) {
        var runtime = ManagementFactory.getRuntimeMXBean();
        var command = new ArrayList<String>();
        // A session of its own: the daemon must not hear the terminal's signals.
        command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        runtime.getInputArguments().stream()
                .filter(argument ->
                        PASSED_ON.stream().anyMatch(argument::startsWith) && !argument.startsWith(AOT_CACHE))
                .forEach(command::add);
        // The command's own cache has only what a command needs.
        var cache = System.getProperty("mudi.daemon.aot");
        if (cache != null) {
            command.add(AOT_CACHE + "=" + cache);
        }
        command.add("-D" + LogDirectory.PROPERTY + "=" + options.logDir());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.mudi.cli.Mudi", "daemon"));
        command.addAll(List.of(
                "--data-dir",
                options.dataDir().toString(),
                "--log-dir",
                options.logDir().toString()));
        command.addAll(List.of("--port", String.valueOf(options.port())));
        command.addAll(ComponentFlags.words(options.components()));
        command.addAll(StoreChoice.words(options.store()));
        command.addAll(KeyFlags.words(options.keys()));
        command.addAll(ServiceFlags.words(options));
        return command;
    }
}
