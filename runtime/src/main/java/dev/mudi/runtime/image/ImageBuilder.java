package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Builds an image of one layer and writes it as an oci-archive. The same calls give the same bytes, so the image's id is
 * stable. Not thread-safe.
 *
 * <pre>{@code
 * ImageBuilder.named("mudi.local/hello:1")
 *         .file("bin/busybox", Path.of("/bin/busybox"), 0755)
 *         .symlink("bin/sh", "busybox")
 *         .entrypoint("/bin/sh")
 *         .writeTo(archive);
 * }</pre>
 */
public final class ImageBuilder {

    private static final Instant EPOCH = Instant.EPOCH;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final String name;
    private final List<Content> contents = new ArrayList<>();
    private final ObjectNode config = json.objectNode();

    /** A tar entry with what fills it. */
    private record Content(TarArchiveEntry entry, Source source) {}

    @FunctionalInterface
    private interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private ImageBuilder(String name) {
        this.name = name;
    }

    /** Starts an image with the given name. */
    public static ImageBuilder named(String reference) {
        return new ImageBuilder(ImageReference.parse(reference).toString());
    }

    /** Adds an environment variable. */
    public ImageBuilder environment(String variable, String value) {
        config.withArray("Env").add(variable + "=" + value);
        return this;
    }

    public ImageBuilder entrypoint(String... words) {
        config.set("Entrypoint", array(words));
        return this;
    }

    public ImageBuilder command(String... words) {
        config.set("Cmd", array(words));
        return this;
    }

    /** Sets who runs it: {@code user[:group]}, names or numbers. */
    public ImageBuilder user(String user) {
        config.put("User", user);
        return this;
    }

    public ImageBuilder workingDirectory(String directory) {
        config.put("WorkingDir", directory);
        return this;
    }

    /** Sets the signal that asks it to end, such as {@code SIGQUIT}. */
    public ImageBuilder stopSignal(String signal) {
        config.put("StopSignal", signal);
        return this;
    }

    /** Adds a directory owned by root, with the given permissions. */
    public ImageBuilder directory(String path, int mode) {
        return add(entry(path + "/", TarConstants.LF_DIR, mode), out -> {});
    }

    /** Adds a copy of a file of this machine. */
    public ImageBuilder file(String path, Path source, int mode) throws IOException {
        var entry = entry(path, TarConstants.LF_NORMAL, mode);
        entry.setSize(Files.size(source));
        return add(entry, out -> Files.copy(source, out));
    }

    /** Adds a text file. */
    public ImageBuilder file(String path, String text, int mode) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var entry = entry(path, TarConstants.LF_NORMAL, mode);
        entry.setSize(bytes.length);
        return add(entry, out -> out.write(bytes));
    }

    public ImageBuilder symlink(String path, String target) {
        var entry = entry(path, TarConstants.LF_SYMLINK, 0777);
        entry.setLinkName(target);
        return add(entry, out -> {});
    }

    private ImageBuilder add(TarArchiveEntry entry, Source source) {
        contents.add(new Content(entry, source));
        return this;
    }

    private static TarArchiveEntry entry(String path, byte type, int mode) {
        var entry = new TarArchiveEntry(path, type);
        entry.setMode(mode);
        entry.setModTime(EPOCH.toEpochMilli());
        entry.setIds(0, 0);
        entry.setNames("", "");
        return entry;
    }

    /** Writes the oci-archive. */
    public void writeTo(Path archive) throws IOException {
        Path layer = Files.createTempFile("layer", ".tar");
        try (var out = tar(Files.newOutputStream(archive))) {
            String diffId = writeLayer(layer);
            byte[] configBytes = bytes(imageConfig(diffId));
            var manifest = json.objectNode().put("schemaVersion", 2).put("mediaType", MANIFEST);
            manifest.set("config", descriptor(CONFIG, Digests.of(configBytes), configBytes.length));
            manifest.putArray("layers").add(descriptor(LAYER, diffId, Files.size(layer)));
            byte[] manifestBytes = bytes(manifest);
            var index = json.objectNode().put("schemaVersion", 2);
            var described = descriptor(MANIFEST, Digests.of(manifestBytes), manifestBytes.length);
            described
                    .putObject("annotations")
                    .put("io.containerd.image.name", name)
                    .put("org.opencontainers.image.ref.name", name);
            index.putArray("manifests").add(described);
            put(out, "oci-layout", bytes(json.objectNode().put("imageLayoutVersion", "1.0.0")));
            put(out, "index.json", bytes(index));
            put(out, blob(configBytes), configBytes);
            put(out, blob(manifestBytes), manifestBytes);
            var entry = entry("blobs/sha256/" + Digests.hex(diffId), TarConstants.LF_NORMAL, 0644);
            entry.setSize(Files.size(layer));
            out.putArchiveEntry(entry);
            Files.copy(layer, out);
            out.closeArchiveEntry();
        } finally {
            Files.deleteIfExists(layer);
        }
    }

    private String writeLayer(Path file) throws IOException {
        var digesting = new DigestOutputStream(Files.newOutputStream(file), Digests.sha256());
        try (var out = tar(digesting)) {
            for (Content content : contents) {
                out.putArchiveEntry(content.entry());
                content.source().writeTo(out);
                out.closeArchiveEntry();
            }
        }
        return Digests.of(digesting.getMessageDigest());
    }

    private ObjectNode imageConfig(String diffId) {
        var document = json.objectNode()
                .put("architecture", Platform.architecture())
                .put("os", "linux")
                .put("created", EPOCH.toString());
        document.set("config", config);
        document.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(diffId);
        return document;
    }

    private ObjectNode descriptor(String mediaType, String digest, long size) {
        return json.objectNode()
                .put("mediaType", mediaType)
                .put("digest", digest)
                .put("size", size);
    }

    private ArrayNode array(String... words) {
        var array = json.arrayNode();
        for (String word : words) {
            array.add(word);
        }
        return array;
    }

    private static String blob(byte[] content) {
        return "blobs/sha256/" + Digests.hex(Digests.of(content));
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static TarArchiveOutputStream tar(OutputStream out) {
        var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        return tar;
    }

    private static void put(TarArchiveOutputStream out, String path, byte[] content) throws IOException {
        var entry = entry(path, TarConstants.LF_NORMAL, 0644);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    /** The oci-archive's bytes, for small images. */
    public byte[] toBytes() throws IOException {
        Path file = Files.createTempFile("image", ".tar");
        try (var out = new ByteArrayOutputStream()) {
            writeTo(file);
            Files.copy(file, out);
            return out.toByteArray();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
