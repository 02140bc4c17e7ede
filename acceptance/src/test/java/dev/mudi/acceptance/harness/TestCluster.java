package dev.mudi.acceptance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.KubernetesClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A cluster in a directory of its own, started and stopped by the {@code mudi} command as a user would; beside any other. */
public final class TestCluster implements AutoCloseable {
    /** The checkout. */
    public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    static {
        // The build of the tests has made the distribution anew: what the first command would do about that takes
        // longer than any
        // cluster may take to start.
        Command.of(ROOT.resolve("mudi").toString()).run("version").succeeded();
    }

    private final Path folder;
    private final List<String> upOptions;
    private final Command mudi;

    private TestCluster(Path folder, List<String> upOptions) {
        this.folder = folder;
        this.upOptions = upOptions;
        this.mudi = Command.of(ROOT.resolve("mudi").toString()).with("HOME", folder.toString());
    }

    /** A cluster that is not started yet. */
    public static TestCluster create(String... upOptions) throws IOException {
        return new TestCluster(Files.createTempDirectory("mudi-test"), List.of(upOptions));
    }

    /** Where it keeps everything. */
    public Path dataDir() {
        return folder.resolve("data");
    }

    /** The home directory of its user. */
    public Path home() {
        return folder;
    }

    /** The administrator's kubeconfig. */
    public Path kubeconfig() {
        return dataDir().resolve("admin.kubeconfig");
    }

    /** Runs {@code mudi} with these words about this cluster. */
    public Command.Result mudi(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.add("--data-dir");
        all.add(dataDir().toString());
        return mudi.run(all.toArray(String[]::new));
    }

    /** Starts it, with manifests. */
    public String up(String... manifests) {
        var all = new ArrayList<>(List.of("up"));
        all.addAll(upOptions);
        all.addAll(List.of(manifests));
        return mudi(all.toArray(String[]::new)).succeeded();
    }

    /** Kills the daemon without a warning, and waits until it is gone. */
    public void kill() throws IOException {
        long pid =
                Long.parseLong(Files.readString(dataDir().resolve("mudi.pid")).strip());
        var process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }

    /** A client for its administrator. */
    public KubernetesClient client() {
        return KubernetesClients.kubeconfig(kubeconfig(), "mudi-acceptance");
    }

    @Override
    public void close() throws IOException {
        mudi("down", "--purge").succeeded();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
