package dev.mudi.etcd.raft;

import dev.mudi.etcd.SmallDisk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A member as a process in a network namespace, on a disk of its own. For one thread. */
final class MemberProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();

    private static final int LOG_LINES = 60;

    private final Path directory;
    private final int number;
    private final int all;
    private final SmallDisk disk;
    private Process process;

    private MemberProcess(Path directory, int number, int all, SmallDisk disk) throws IOException {
        this.directory = directory;
        this.number = number;
        this.all = all;
        this.disk = disk;
        this.process = begin();
    }

    static MemberProcess start(Path directory, int number, int all, int diskMebibytes) throws IOException {
        var name = "m" + number;
        var disk = SmallDisk.mount(directory.resolve(name + ".img"), directory.resolve(name), diskMebibytes);
        try {
            return new MemberProcess(directory, number, all, disk);
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    /** Starts it again. */
    void run() throws IOException {
        process = begin();
    }

    private Process begin() throws IOException {
        var name = "m" + number;
        var command = new ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                Namespaces.name(number),
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx300m",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                MemberMain.class.getName(),
                name,
                disk.path().resolve("data").toString(),
                Namespaces.address(number)));
        for (int i = 0; i < all; i++) {
            command.add("m" + i + "=" + Namespaces.address(i));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(name + ".log").toFile()))
                .start();
    }

    SmallDisk disk() {
        return disk;
    }

    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Whether it says that it leads; false when it does not answer soon. */
    boolean leads() {
        return metrics().contains("etcd_server_is_leader 1\n");
    }

    /** The newest revision that it has; 0 when it does not answer soon. */
    long revision() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("etcd_debugging_mvcc_current_revision "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    private String metrics() {
        var page = URI.create("http://" + Namespaces.address(number) + ":" + MemberMain.CLIENT_PORT + "/metrics");
        var request =
                HttpRequest.newBuilder(page).timeout(Duration.ofMillis(500)).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException _) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** What there is to say of it when a test fails. */
    @Override
    public String toString() {
        return "member " + number + (process.isAlive() ? "" : ", which has ended,") + " whose log ends with "
                + logEnd();
    }

    private String logEnd() {
        try (var lines = Files.lines(directory.resolve("m" + number + ".log"))) {
            return String.join(
                    "\n",
                    lines.toList().reversed().stream().limit(LOG_LINES).toList().reversed());
        } catch (IOException e) {
            return "nothing that could be read: " + e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        try (disk) {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
