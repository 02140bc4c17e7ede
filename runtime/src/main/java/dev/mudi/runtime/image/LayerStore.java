package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.runtime.linux.FileTrees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacked layers, each once. A layer's directory is named by the first 26 hex digits of its diff ID, so that 127 lower
 * directories fit into the page that mount(2) takes. It appears under that name only when it is complete and verified.
 */
public final class LayerStore {

    private static final Logger LOG = LoggerFactory.getLogger(LayerStore.class);
    private static final int NAME_DIGITS = 26;
    private static final String TEMPORARY = ".new-";

    private final Path directory;
    private final Map<String, FileTrees.Usage> layers = new ConcurrentHashMap<>();
    private final Map<String, Integer> reserved = new ConcurrentHashMap<>();

    LayerStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                load(entry);
            }
        }
    }

    private void load(Path entry) throws IOException {
        Path about = entry.resolve("layer.json");
        if (!Files.exists(about)) {
            LOG.atInfo().addKeyValue("directory", entry).log("removing a layer that was left incomplete");
            FileTrees.delete(entry);
            return;
        }
        var node = new ObjectMapper().readTree(Files.readAllBytes(about));
        layers.put(
                node.path("diffId").asText(),
                new FileTrees.Usage(
                        node.path("bytes").asLong(), node.path("inodes").asLong()));
    }

    /** The directory that the names from {@link #lowerNames} are relative to. */
    public Path directory() {
        return directory;
    }

    /** The layers' file systems relative to {@link #directory()}, topmost first as overlayfs wants them. */
    public List<String> lowerNames(List<String> diffIds) {
        var names = new ArrayList<String>();
        for (String diffId : diffIds.reversed()) {
            String name = name(diffId) + "/fs";
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    boolean has(String diffId) {
        return layers.containsKey(diffId);
    }

    long bytes(String diffId) {
        return layers.getOrDefault(diffId, FileTrees.Usage.NONE).bytes();
    }

    /** What all layers take. */
    public FileTrees.Usage usage() {
        return layers.values().stream().reduce(FileTrees.Usage.NONE, FileTrees.Usage::plus);
    }

    /** Keeps layers from being collected while an image is brought in; ends with {@link #release}. */
    void reserve(List<String> diffIds) {
        diffIds.forEach(diffId -> reserved.merge(diffId, 1, Integer::sum));
    }

    void release(List<String> diffIds) {
        diffIds.forEach(diffId -> reserved.computeIfPresent(diffId, (id, count) -> count == 1 ? null : count - 1));
    }

    /** Unpacks a layer, compressed or not, unless it is here. Its uncompressed bytes must have the digest given. */
    void unpack(InputStream blob, String diffId) throws IOException {
        if (has(diffId)) {
            return;
        }
        Path temporary = directory.resolve(TEMPORARY + UUID.randomUUID());
        Path content = Files.createDirectories(temporary.resolve("fs"));
        try {
            var digesting = Digests.digesting(Compression.decompress(blob));
            new LayerUnpacker(content).unpack(digesting);
            String found = Digests.of(digesting.getMessageDigest());
            if (!found.equals(diffId)) {
                throw new IOException("a layer's content has the digest " + found + ", its image wants " + diffId);
            }
            var usage = FileTrees.usage(content);
            var about = JsonNodeFactory.instance
                    .objectNode()
                    .put("diffId", diffId)
                    .put("bytes", usage.bytes())
                    .put("inodes", usage.inodes());
            Files.writeString(temporary.resolve("layer.json"), about.toString());
            publish(temporary, directory.resolve(name(diffId)));
            layers.put(diffId, usage);
        } finally {
            FileTrees.delete(temporary);
        }
    }

    private static void publish(Path temporary, Path layer) throws IOException {
        try {
            Files.move(temporary, layer, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another import was first with this layer; both have the digest's content.
            if (!Files.isDirectory(layer)) {
                throw e;
            }
        }
    }

    /** Removes every layer that is neither in use nor reserved. */
    void collect(Set<String> inUse) throws IOException {
        for (String diffId : List.copyOf(layers.keySet())) {
            if (!inUse.contains(diffId) && !reserved.containsKey(diffId)) {
                layers.remove(diffId);
                // The name goes first, so that a removal cut short is not taken for a layer.
                Path doomed = directory.resolve(TEMPORARY + UUID.randomUUID());
                Files.move(directory.resolve(name(diffId)), doomed, StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(doomed.resolve("layer.json"));
                FileTrees.delete(doomed);
            }
        }
    }

    private static String name(String diffId) {
        return Digests.hex(diffId).substring(0, NAME_DIGITS);
    }
}
