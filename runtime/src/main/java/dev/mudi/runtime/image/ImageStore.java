package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.linux.FileTrees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that are present, and their names. A name stands for one image; an image has any number of names. The state is
 * one immutable map, replaced as a whole and written to {@code images.json} by atomic rename. Thread-safe.
 */
public final class ImageStore {

    private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);
    private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");

    /** How an image's layer is opened when it must be unpacked; by its index, lowest first. */
    @FunctionalInterface
    interface Layers {
        InputStream open(int index) throws IOException;
    }

    private final Path directory;
    private final Path index;
    private final BlobStore blobs;
    private final LayerStore layers;
    private final BuiltInImages builtIn;
    private final Supplier<Set<String>> layersOfContainers;
    private final ReentrantLock makingBuiltIn = new ReentrantLock();
    private final Set<String> builtInNames = new HashSet<>();
    private volatile Map<String, StoredImage> images;

    /**
     * Opens the images in a directory.
     *
     * @param layersOfContainers diff IDs that containers use, which outlive their image
     */
    public ImageStore(Path directory, BuiltInImages builtIn, Supplier<Set<String>> layersOfContainers)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.index = directory.resolve("images.json");
        this.blobs = new BlobStore(directory.resolve("blobs"));
        this.layers = new LayerStore(directory.resolve("layers"));
        this.builtIn = builtIn;
        this.layersOfContainers = layersOfContainers;
        this.images = load();
    }

    private Map<String, StoredImage> load() throws IOException {
        var loaded = new LinkedHashMap<String, StoredImage>();
        if (!Files.exists(index)) {
            return loaded;
        }
        for (JsonNode node : new ObjectMapper().readTree(Files.readAllBytes(index))) {
            String id = node.path("id").asText();
            var config = ImageConfig.parse(blobs.get(id));
            if (config.diffIds().stream().allMatch(layers::has)) {
                var tags = ImageConfig.texts(node.path("tags"));
                var digests = ImageConfig.texts(node.path("digests"));
                loaded.put(
                        id, new StoredImage(id, tags, digests, node.path("size").asLong(), config));
            } else {
                LOG.atWarn()
                        .addKeyValue("image", id)
                        .log("forgetting an image whose layers are gone; it will be pulled again");
            }
        }
        return loaded;
    }

    /** The unpacked layers. */
    public LayerStore layers() {
        return layers;
    }

    /** Where an image store keeps its files. */
    public Path directory() {
        return directory;
    }

    public Collection<StoredImage> list() {
        return images.values();
    }

    /** The image that an id, a digest or a name stands for, made first when it is built in. */
    public Optional<StoredImage> find(String text) throws IOException {
        var present = findPresent(text);
        if (present.isPresent() || ID.matcher(text).matches()) {
            return present;
        }
        return makeBuiltIn(ImageReference.parse(text));
    }

    private Optional<StoredImage> findPresent(String text) {
        if (ID.matcher(text).matches()) {
            return Optional.ofNullable(images.get(text.startsWith("sha256:") ? text : "sha256:" + text));
        }
        var reference = ImageReference.parse(text);
        if (reference.digest().isPresent()) {
            String digest = reference.withDigest(reference.digest().get());
            return list().stream()
                    .filter(image -> image.digests().contains(digest))
                    .findFirst();
        }
        String tag = reference.toString();
        return list().stream().filter(image -> image.tags().contains(tag)).findFirst();
    }

    /** Makes an image that is built in; empty when it isn't. Many may ask at once: it is made once. */
    Optional<StoredImage> makeBuiltIn(ImageReference reference) throws IOException {
        Path archive = directory.resolve(".built-in-" + UUID.randomUUID() + ".tar");
        makingBuiltIn.lock();
        try {
            var made = findPresent(reference.toString());
            if (builtInNames.contains(reference.toString()) && made.isPresent()) {
                return made;
            }
            if (!builtIn.writeArchive(reference.toString(), archive)) {
                return Optional.empty();
            }
            importArchive(archive);
            builtInNames.add(reference.toString());
            return findPresent(reference.toString());
        } finally {
            makingBuiltIn.unlock();
            Files.deleteIfExists(archive);
        }
    }

    /** Brings in all images of a docker-archive or oci-archive. */
    public List<StoredImage> importArchive(Path file) throws IOException {
        var imported = new ArrayList<StoredImage>();
        try (var archive = ImageArchive.open(file, directory)) {
            for (var entry : archive.images()) {
                var names = entry.names().stream().map(ImageReference::parse).toList();
                imported.add(add(entry.manifestDigest(), entry.config(), names, i -> archive.layer(entry.layer(i))));
            }
        }
        return imported;
    }

    /** Brings an image in: its layers that aren't here, its config, its names. */
    StoredImage add(
            Optional<String> manifestDigest, ByteString configBytes, List<ImageReference> names, Layers blobsOfLayers)
            throws IOException {
        var config = ImageConfig.parse(configBytes.toByteArray());
        layers.reserve(config.diffIds());
        try {
            for (int i = 0; i < config.diffIds().size(); i++) {
                unpackMissing(config.diffIds().get(i), blobsOfLayers, i);
            }
            String id = blobs.put(configBytes.toByteArray());
            long size = configBytes.size()
                    + config.diffIds().stream().mapToLong(layers::bytes).sum();
            var tags = names.stream().flatMap(name -> name.tagged().stream()).toList();
            List<String> digests = List.of();
            if (manifestDigest.isPresent()) {
                digests = names.stream()
                        .map(name -> name.withDigest(manifestDigest.get()))
                        .distinct()
                        .toList();
            }
            return register(new StoredImage(id, tags, digests, size, config));
        } finally {
            layers.release(config.diffIds());
        }
    }

    private void unpackMissing(String diffId, Layers blobsOfLayers, int layerIndex) throws IOException {
        if (!layers.has(diffId)) {
            try (var layer = blobsOfLayers.open(layerIndex)) {
                layers.unpack(layer, diffId);
            }
        }
    }

    private synchronized StoredImage register(StoredImage added) throws IOException {
        var next = new LinkedHashMap<String, StoredImage>();
        for (var image : images.values()) {
            // A tag moves from the image that had it.
            var tags = image.tags().stream()
                    .filter(tag -> !added.tags().contains(tag))
                    .toList();
            next.put(image.id(), image.withNames(tags, image.digests()));
        }
        var old = next.get(added.id());
        var merged = old == null
                ? added
                : added.withNames(union(old.tags(), added.tags()), union(old.digests(), added.digests()));
        next.put(added.id(), merged);
        save(next);
        LOG.atInfo()
                .addKeyValue("image", merged.id())
                .addKeyValue("tags", merged.tags())
                .log("image is here");
        return merged;
    }

    private static List<String> union(List<String> some, List<String> others) {
        var all = new ArrayList<>(some);
        others.stream().filter(other -> !some.contains(other)).forEach(all::add);
        return all;
    }

    /**
     * Removes an image. By id it goes with all its names; by name only that name goes, and the image with its last one.
     *
     * @return whether there was such an image or name
     */
    public boolean remove(String text) throws IOException {
        var image = findPresent(text);
        if (image.isEmpty()) {
            return false;
        }
        removeNames(image.get(), text);
        collect();
        return true;
    }

    private synchronized void removeNames(StoredImage image, String text) throws IOException {
        var next = new LinkedHashMap<>(images);
        var remaining = ID.matcher(text).matches() ? List.<String>of() : without(image.tags(), text);
        if (remaining.isEmpty()) {
            next.remove(image.id());
        } else {
            next.put(image.id(), image.withNames(remaining, image.digests()));
        }
        save(next);
        if (!next.containsKey(image.id())) {
            blobs.remove(image.id());
        }
    }

    private static List<String> without(List<String> tags, String text) {
        var reference = ImageReference.parse(text);
        return reference.digest().isPresent()
                ? List.of()
                : tags.stream().filter(tag -> !tag.equals(reference.toString())).toList();
    }

    /** Removes layers that no image and no container uses. */
    public void collect() throws IOException {
        var inUse = new HashSet<>(layersOfContainers.get());
        list().forEach(image -> inUse.addAll(image.config().diffIds()));
        layers.collect(inUse);
    }

    /** The image, or NOT_FOUND with what to do about it. */
    public StoredImage require(String text) throws IOException {
        return find(text)
                .orElseThrow(
                        () -> CriException.notFound("image \"" + text + "\" is not present; pull or import it first"));
    }

    private void save(Map<String, StoredImage> next) throws IOException {
        var document = JsonNodeFactory.instance.arrayNode();
        for (var image : next.values()) {
            ObjectNode node = document.addObject().put("id", image.id()).put("size", image.size());
            image.tags().forEach(node.putArray("tags")::add);
            image.digests().forEach(node.putArray("digests")::add);
        }
        FileTrees.replace(index, document.toString());
        images = next;
    }
}
