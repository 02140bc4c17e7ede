package dev.mudi.runtime.conmon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.linux.Command;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.HostProgram;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.ProcessId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Starts containers under conmon and runc, and talks to what it started. Stateless: everything is found again from the
 * container's id and bundle directory. Thread-safe, for different containers.
 */
public final class Conmon {

    private static final Pattern RUNC_MESSAGE = Pattern.compile("msg=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /**
     * conmon says on descriptor 3 what runc said; the shell is there to open it: for reading too, or it would wait for a reader, for ever
     * if that one was killed.
     */
    static final String LAUNCH = "exec \"$0\" \"$@\" 3<>sync 2>conmon.err";

    /**
     * The host programs and directories.
     *
     * @param conmon the monitor
     * @param runc the OCI runtime
     * @param runcRoot where runc keeps its state
     * @param bundles a directory a container below it
     * @param exits where exit codes are written
     */
    public record Programs(Path conmon, Path runc, Path runcRoot, Path bundles, Path exits) {}

    /** The processes of a started container: the container's first one, and the monitor. */
    public record Started(ProcessId container, ProcessId monitor) {

        public static final Started NONE = new Started(ProcessId.NONE, ProcessId.NONE);
    }

    /**
     * How a container ended.
     *
     * @param code 0 to 255; 128 + n when signal n ended it
     */
    public record Exit(int code, Instant time) {}

    /**
     * How a container's streams are handled.
     *
     * @param logPath where its log goes in CRI format; empty for nowhere
     * @param terminal whether it has a terminal
     * @param stdin whether its input stays open
     * @param stdinOnce whether its input ends when the first attached client leaves
     */
    public record Streams(String logPath, boolean terminal, boolean stdin, boolean stdinOnce) {

        public static final Streams NONE = new Streams("", false, false, false);
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Programs programs;

    public Conmon(Programs programs) {
        this.programs = programs;
    }

    public Path bundle(String id) {
        return programs.bundles().resolve(id);
    }

    /** Makes the bundle directory with its {@code config.json}. */
    public void prepare(String id, JsonNode spec) throws IOException {
        Path bundle = Files.createDirectories(bundle(id));
        Files.writeString(bundle.resolve("config.json"), spec.toString());
        Linux.mknod(bundle.resolve("sync"), Linux.S_IFIFO | 0600, 0, 0);
    }

    /**
     * Starts the monitor, which has runc create the container's first process; that waits for {@link #start}.
     *
     * @throws CriException INTERNAL with runc's message when it can't
     */
    public Started create(String id, Streams streams) throws IOException {
        Path bundle = bundle(id);
        var builder = HostProgram.of(words(id, bundle, streams));
        builder.directory(bundle.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("_OCI_SYNCPIPE", "3");
        try (var answers = launch(builder, bundle.resolve("sync"))) {
            String answer = answers.readLine();
            return started(id, bundle, answer == null ? "" : answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while container " + id + " was created");
        }
    }

    /** What the monitor says, to its end. It is held open here until it can be read, so that nothing of it is lost. */
    private static BufferedReader launch(ProcessBuilder builder, Path sync) throws IOException, InterruptedException {
        try (var _ = new RandomAccessFile(sync.toFile(), "rw")) {
            builder.start().waitFor();
            return Files.newBufferedReader(sync, StandardCharsets.UTF_8);
        }
    }

    private Started started(String id, Path bundle, String answer) throws IOException {
        JsonNode document = answer.isEmpty() ? json.createObjectNode() : json.readTree(answer);
        long pid = document.path("data").asLong(-1);
        if (pid <= 0) {
            String message = document.path("message").asText("");
            if (message.isEmpty()) {
                message = Files.exists(bundle.resolve("conmon.err"))
                        ? Files.readString(bundle.resolve("conmon.err"))
                        : "";
            }
            throw CriException.internal("failed to create container " + id + ": " + plain(message), null);
        }
        long monitor =
                Long.parseLong(Files.readString(bundle.resolve("conmon.pid")).strip());
        return new Started(ProcessId.of(pid), ProcessId.of(monitor));
    }

    /** runc's log line without its trimmings. */
    static String plain(String message) {
        var matcher = RUNC_MESSAGE.matcher(message);
        String last = message.strip().replaceAll("\\s*\\R\\s*", "; ");
        while (matcher.find()) {
            last = matcher.group(1).replace("\\\"", "\"").replace("\\\\", "\\");
        }
        return last.isEmpty() ? "conmon ended without saying why" : last;
    }

    private List<String> words(String id, Path bundle, Streams streams) {
        var words = new ArrayList<>(
                List.of("/bin/sh", "-c", LAUNCH, programs.conmon().toString()));
        words.addAll(List.of("--api-version", "1", "--cid", id, "--cuuid", id, "--name", id));
        words.addAll(List.of("--runtime", programs.runc().toString(), "--bundle", bundle.toString()));
        words.addAll(List.of("--runtime-arg", "--root=" + programs.runcRoot()));
        words.addAll(List.of("--container-pidfile", bundle.resolve("pid").toString()));
        words.addAll(List.of("--conmon-pidfile", bundle.resolve("conmon.pid").toString()));
        words.addAll(List.of("--exit-dir", programs.exits().toString(), "--persist-dir", bundle.toString()));
        words.addAll(List.of("--log-level", "error", "--no-sync-log", "--full-attach"));
        words.addAll(List.of("--log-path", streams.logPath().isEmpty() ? "none" : "k8s-file:" + streams.logPath()));
        if (streams.terminal()) {
            words.add("--terminal");
        }
        if (streams.stdin()) {
            words.add("--stdin");
            if (!streams.stdinOnce()) {
                words.add("--leave-stdin-open");
            }
        }
        return words;
    }

    /** Lets a created container's process run. */
    public void start(String id) throws IOException {
        var result = Command.run(runc("start", id));
        if (result.exitCode() != 0) {
            throw CriException.internal("failed to start container " + id + ": " + plain(result.errors()), null);
        }
    }

    /** The words that run runc on these containers. */
    public List<String> runc(String... words) {
        var all = new ArrayList<String>(List.of(
                programs.runc().toString(), "--root", programs.runcRoot().toString()));
        all.addAll(List.of(words));
        return all;
    }

    /** Changes limits; {@code resources} is as {@code linux.resources} of config.json. */
    public void update(String id, JsonNode resources) throws IOException {
        Path file = bundle(id).resolve("update.json");
        FileTrees.replace(file, resources.toString());
        var result = Command.run(runc("update", "--resources", file.toString(), id));
        if (result.exitCode() != 0) {
            throw CriException.internal(
                    "failed to update the resources of container " + id + ": " + plain(result.errors()), null);
        }
    }

    /** Changes limits in the {@code config.json} of a container that hasn't been started; what isn't given stays. */
    public void changeResources(String id, JsonNode resources) throws IOException {
        Path file = bundle(id).resolve("config.json");
        JsonNode spec = json.readTree(Files.readAllBytes(file));
        json.readerForUpdating(spec.path("linux").path("resources")).readValue(resources);
        FileTrees.replace(file, spec.toString());
    }

    /** Sets the terminal's size. */
    public void resize(String id, int width, int height) throws IOException {
        control(id, "1 " + height + " " + width + "\n");
    }

    /** Has the log file opened anew. */
    public void reopenLog(String id) throws IOException {
        control(id, "2 0 0\n");
    }

    private void control(String id, String line) throws IOException {
        // conmon keeps the FIFO open for reading, so this doesn't wait; opened for both, it doesn't even if conmon is
        // gone.
        try (var out = new java.io.RandomAccessFile(bundle(id).resolve("ctl").toFile(), "rw")) {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** How a container ended; empty while it hasn't, or when its monitor was killed before it could say. */
    public Optional<Exit> exit(String id) throws IOException {
        Path file = programs.exits().resolve(id);
        try {
            int code = Integer.parseInt(Files.readString(file).strip());
            return Optional.of(new Exit(code, Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            throw new IOException("the exit file " + file + " doesn't hold a number", e);
        }
    }

    /** Whether the kernel killed the container for want of memory. */
    public boolean ranOutOfMemory(String id) {
        return Files.exists(bundle(id).resolve("oom"));
    }

    public Path attachSocket(String id) {
        return bundle(id).resolve("attach");
    }

    /** Removes what runc and conmon keep of a container, whose processes have ended. Idempotent. */
    public void remove(String id) throws IOException {
        if (Files.exists(programs.runcRoot().resolve(id))) {
            var result = Command.run(runc("delete", "--force", id));
            if (result.exitCode() != 0 && Files.exists(programs.runcRoot().resolve(id))) {
                throw new IOException("runc can't delete container " + id + ": " + plain(result.errors()));
            }
        }
        Files.deleteIfExists(programs.exits().resolve(id));
        FileTrees.delete(bundle(id));
    }
}
