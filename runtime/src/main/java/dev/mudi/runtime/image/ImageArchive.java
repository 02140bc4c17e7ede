package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * Reads the images of a docker-archive ({@code docker save}) or an oci-archive (an OCI image layout in a tar), plain or
 * compressed. Nothing is believed: the store checks each layer against the config's diff IDs.
 */
final class ImageArchive implements AutoCloseable {

    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final int MAX_JSON = 16 * 1024 * 1024;
    private static final int MAX_LINKS = 8;

    /**
     * One image of an archive.
     *
     * @param manifestDigest the digest of its manifest, empty in a docker-archive
     * @param config its config
     * @param layers names of the archive's entries that hold its layers, lowest first
     * @param names full names with tags
     */
    record Entry(Optional<String> manifestDigest, ByteString config, List<String> layers, List<String> names) {

        String layer(int index) throws IOException {
            if (index >= layers.size()) {
                throw new IOException(
                        "an image of the archive has " + layers.size() + " layers, but its config names more");
            }
            return layers.get(index);
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, TarArchiveEntry> entries = new HashMap<>();
    private final TarFile tar;
    private final Optional<Path> temporary;

    private ImageArchive(TarFile tar, Optional<Path> temporary) {
        this.tar = tar;
        this.temporary = temporary;
        for (TarArchiveEntry entry : tar.getEntries()) {
            entries.put(normalized(entry.getName()), entry);
        }
    }

    /** Opens an archive; a compressed one is decompressed into {@code temporaryDirectory} first. */
    static ImageArchive open(Path file, Path temporaryDirectory) throws IOException {
        Optional<Path> plain = decompressed(file, temporaryDirectory);
        try {
            return new ImageArchive(new TarFile(plain.orElse(file)), plain);
        } catch (IOException e) {
            if (plain.isPresent()) {
                Files.deleteIfExists(plain.get());
            }
            throw new IOException(
                    file + " is not an image archive: want a tar made by docker save or of an OCI layout", e);
        }
    }

    private static Optional<Path> decompressed(Path file, Path temporaryDirectory) throws IOException {
        try (var raw = Files.newInputStream(file);
                var in = Compression.decompress(raw)) {
            if (in instanceof java.io.BufferedInputStream) {
                return Optional.empty();
            }
            Path plain = Files.createTempFile(temporaryDirectory, ".archive-", ".tar");
            try (var out = Files.newOutputStream(plain)) {
                in.transferTo(out);
                return Optional.of(plain);
            } catch (IOException e) {
                Files.deleteIfExists(plain);
                throw e;
            }
        }
    }

    /** The images in the archive. */
    List<Entry> images() throws IOException {
        if (entries.containsKey("manifest.json")) {
            return dockerImages();
        }
        if (entries.containsKey("index.json")) {
            var found = new ArrayList<Entry>();
            collect(readJson("index.json"), List.of(), found);
            return found;
        }
        throw new IOException(
                "not an image archive: it has neither manifest.json (docker-archive) nor index.json (oci-archive)");
    }

    private List<Entry> dockerImages() throws IOException {
        var found = new ArrayList<Entry>();
        for (JsonNode image : readJson("manifest.json")) {
            var layers = ImageConfig.texts(image.path("Layers")).stream()
                    .map(ImageArchive::normalized)
                    .toList();
            found.add(new Entry(
                    Optional.empty(),
                    ByteString.copyFrom(read(image.path("Config").asText())),
                    layers,
                    ImageConfig.texts(image.path("RepoTags"))));
        }
        return found;
    }

    private void collect(JsonNode index, List<String> inherited, List<Entry> found) throws IOException {
        for (JsonNode descriptor : index.path("manifests")) {
            if (!Platform.accepts(descriptor)) {
                continue;
            }
            var names = names(descriptor).or(() -> inherited.isEmpty() ? Optional.empty() : Optional.of(inherited));
            byte[] bytes = readBlob(descriptor.path("digest").asText());
            JsonNode document = json.readTree(bytes);
            if (document.has("manifests")) {
                collect(document, names.orElse(List.of()), found);
                continue;
            }
            var layers = new ArrayList<String>();
            for (JsonNode layer : document.path("layers")) {
                layers.add(blobName(layer.path("digest").asText()));
            }
            var config = ByteString.copyFrom(
                    readBlob(document.path("config").path("digest").asText()));
            found.add(new Entry(
                    Optional.of(descriptor.path("digest").asText()), config, layers, names.orElse(List.of())));
        }
    }

    private static Optional<List<String>> names(JsonNode descriptor) {
        JsonNode annotations = descriptor.path("annotations");
        String name = annotations
                .path(CONTAINERD_NAME)
                .asText(annotations.path(REF_NAME).asText(""));
        // A bare tag, as some tools write it, names no repository.
        boolean full = name.contains("/") || name.contains(":");
        return full ? Optional.of(List.of(name)) : Optional.empty();
    }

    /** The bytes of a layer, as they are in the archive. */
    InputStream layer(String name) throws IOException {
        return tar.getInputStream(entry(name));
    }

    private byte[] readBlob(String digest) throws IOException {
        byte[] bytes = read(blobName(digest));
        if (!Digests.of(bytes).equals(digest)) {
            throw new IOException("the archive's blob " + digest + " has another content than its name says");
        }
        return bytes;
    }

    private static String blobName(String digest) throws IOException {
        return "blobs/sha256/" + Digests.hex(Digests.require(digest));
    }

    private JsonNode readJson(String name) throws IOException {
        return json.readTree(read(name));
    }

    private byte[] read(String name) throws IOException {
        var entry = entry(normalized(name));
        if (entry.getSize() > MAX_JSON) {
            throw new IOException(
                    name + " in the archive has " + entry.getSize() + " bytes, at most " + MAX_JSON + " are allowed");
        }
        try (var in = tar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private TarArchiveEntry entry(String name) throws IOException {
        String current = name;
        for (int links = 0; links < MAX_LINKS; links++) {
            var entry = entries.get(current);
            if (entry == null) {
                throw new FileNotFoundException("the archive lacks " + name);
            }
            if (entry.isSymbolicLink()) {
                current = normalized(Path.of("/" + current)
                        .resolveSibling(entry.getLinkName())
                        .toString());
            } else if (entry.isLink()) {
                current = normalized(entry.getLinkName());
            } else {
                return entry;
            }
        }
        throw new IOException("too many links at " + name + " in the archive");
    }

    private static String normalized(String name) {
        return Path.of("/").resolve(name).normalize().toString().substring(1);
    }

    @Override
    public void close() throws IOException {
        tar.close();
        if (temporary.isPresent()) {
            Files.deleteIfExists(temporary.get());
        }
    }
}
