package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.acceptance.harness.Command;
import dev.mudi.acceptance.harness.TestCluster;
import dev.mudi.runtime.image.ImageBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that come from files: imported, listed, run and removed by the command, and what it says when it cannot. */
class ImageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    @TempDir
    private static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.create();
        cluster.up();
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    /** An image that says its name and ends, as an OCI layout in a tar. */
    private static Path ociArchive(String name) throws IOException {
        var archive = Files.createTempFile(folder, "oci", ".tar");
        ImageBuilder.named(name)
                .directory("/bin", 0755)
                .file("/bin/busybox", BUSYBOX, 0755)
                .entrypoint("/bin/busybox", "echo", "this is " + name)
                .writeTo(archive);
        return archive;
    }

    /** The same as {@code docker save} writes it: a tar of a manifest, a config, and a tar for each layer. */
    private static Path dockerArchive(String name) throws Exception {
        var parts = Files.createTempDirectory(folder, "docker");
        var layer = parts.resolve("layer.tar");
        tar(layer, BUSYBOX.getParent(), "busybox");
        var config = JSON.createObjectNode().put("architecture", "amd64").put("os", "linux");
        config.putObject("config")
                .putArray("Entrypoint")
                .add("/busybox")
                .add("echo")
                .add("this is " + name);
        var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(layer));
        config.putObject("rootfs")
                .put("type", "layers")
                .putArray("diff_ids")
                .add("sha256:" + HexFormat.of().formatHex(digest));
        Files.write(parts.resolve("config.json"), JSON.writeValueAsBytes(config));
        var manifest = JSON.createArrayNode();
        var image = manifest.addObject().put("Config", "config.json");
        image.putArray("RepoTags").add(name);
        image.putArray("Layers").add("layer.tar");
        Files.write(parts.resolve("manifest.json"), JSON.writeValueAsBytes(manifest));
        var archive = Files.createTempFile(folder, "docker", ".tar");
        tar(archive, parts, "manifest.json", "config.json", "layer.tar");
        return archive;
    }

    private static void tar(Path archive, Path from, String... names) {
        Command.of("tar", "-C", from.toString(), "-chf", archive.toString())
                .run(names)
                .succeeded();
    }

    private static JsonNode listed() throws IOException {
        return JSON.readTree(cluster.mudi("image", "ls", "-o", "json").succeeded());
    }

    private static void assertRefused(Command.Result result, String... words) {
        assertThat(result.code()).as(result.toString()).isEqualTo(1);
        assertThat(result.err()).startsWith("mudi: ").contains(words);
        assertThat(result.err().strip()).hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    /** From the file to a container's output, and away again. */
    private static void assertLives(Path archive, String name) throws IOException {
        assertThat(cluster.mudi("image", "import", archive.toString()).succeeded())
                .isEqualToIgnoringNewLines(name);
        assertThat(cluster.mudi("image", "ls").succeeded()).startsWith("IMAGE").contains(name);
        assertThat(listed()).anySatisfy(image -> {
            assertThat(image.path("name").asText()).isEqualTo(name);
            assertThat(image.path("id").asText()).startsWith("sha256:");
            assertThat(image.path("size").asLong()).isGreaterThanOrEqualTo(Files.size(BUSYBOX));
        });
        runs(name);
        cluster.mudi("image", "rm", name).succeeded();
        assertThat(cluster.mudi("image", "ls").succeeded()).doesNotContain(name);
    }

    private static void runs(String name) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName("once")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("once")
                .withImage(name)
                .withImagePullPolicy("Never")
                .endContainer()
                .endSpec()
                .build();
        try (var client = cluster.client()) {
            var once = client.resource(pod);
            once.create();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> once.get().getStatus().getPhase(), "Succeeded"::equals);
            assertThat(client.pods().inNamespace("default").withName("once").getLog())
                    .isEqualTo("this is " + name + "\n");
            once.withGracePeriod(0).delete();
            await().atMost(Duration.ofMinutes(2)).until(() -> once.get() == null);
        }
    }

    @Test
    void runsAnImageOfAnOciArchive() throws Exception {
        assertLives(ociArchive("test.local/oci:1"), "test.local/oci:1");
    }

    @Test
    void runsAnImageOfADockerArchive() throws Exception {
        assertLives(dockerArchive("test.local/docker:1"), "test.local/docker:1");
    }

    @Test
    void refusesToImportWhatIsNoArchive() throws Exception {
        var text = Files.writeString(folder.resolve("text"), "not a tar");
        var other = folder.resolve("other.tar");
        tar(other, folder, "text");
        var before = listed();
        assertRefused(cluster.mudi("image", "import", "/no/such.tar"), "cannot read the image archive /no/such.tar");
        assertRefused(cluster.mudi("image", "import", text.toString()), text.toString(), "not an image archive");
        assertRefused(cluster.mudi("image", "import", other.toString()), other.toString(), "not an image archive");
        assertRefused(cluster.mudi("image", "import", folder.toString()), folder.toString());
        assertThat(listed()).isEqualTo(before);
    }

    @Test
    void refusesImagesThatAreNotThere() {
        assertRefused(cluster.mudi("image", "rm", "test.local/none:1"), "there is no image test.local/none:1");
        assertRefused(cluster.mudi("image", "pull", "127.0.0.1:1/none:1"), "127.0.0.1:1/none:1");
        assertRefused(cluster.mudi("image", "rm", "NOT A NAME"), "NOT A NAME");
    }
}
