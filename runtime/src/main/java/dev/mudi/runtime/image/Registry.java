package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.mudi.runtime.cri.AuthConfig;
import dev.mudi.runtime.cri.CriException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** Brings images from registries into the store. Thread-safe; at most three layers are downloaded at once. */
public final class Registry implements AutoCloseable {

    private static final int DOWNLOADS = 3;
    private static final int MAX_DOCUMENT = 16 * 1024 * 1024;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            OCI_INDEX,
            DOCKER_INDEX);

    private final ImageStore images;
    private final Path partial;
    private final Semaphore downloads = new Semaphore(DOWNLOADS);
    private final ReentrantLock starting = new ReentrantLock();
    private Optional<HttpClient> http = Optional.empty();

    public Registry(ImageStore images) throws IOException {
        this.images = images;
        this.partial = Files.createDirectories(images.directory().resolve("downloads"));
    }

    /** A manifest with the digest of its bytes. */
    private record Manifest(ByteString bytes, JsonNode document) {}

    /**
     * Pulls an image; one that is built in is made instead.
     *
     * @throws CriException INVALID_ARGUMENT for a malformed name, NOT_FOUND, UNAUTHENTICATED or UNAVAILABLE by what the
     *     registry answers
     */
    public StoredImage pull(String name, AuthConfig credentials) throws IOException {
        var reference = ImageReference.parse(name);
        var builtIn = images.makeBuiltIn(reference);
        if (builtIn.isPresent()) {
            return builtIn.get();
        }
        var client = new RegistryClient(http(), reference, credentials);
        try {
            return pull(reference, client);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new CriException(
                    CriException.Code.UNAVAILABLE, "failed to pull image \"" + name + "\": " + e.getMessage(), e);
        }
    }

    private StoredImage pull(ImageReference reference, RegistryClient client) throws IOException {
        var named = reference.digest().or(reference::tag).orElse("latest");
        var manifest = manifest(client, named, reference.digest());
        var names = new ArrayList<>(List.of(reference));
        String digest = Digests.of(manifest.bytes().toByteArray());
        if (manifest.document().path("manifests").isArray()) {
            manifest = manifest(client, forThisPlatform(reference, manifest.document()), Optional.empty());
        }
        var config =
                blob(client, manifest.document().path("config").path("digest").asText());
        var diffIds = ImageConfig.parse(config.toByteArray()).diffIds();
        var layers = layers(manifest.document());
        if (layers.size() != diffIds.size()) {
            throw new IOException("the manifest of " + reference + " names " + layers.size() + " layers, its config "
                    + diffIds.size());
        }
        var files = download(client, layers, diffIds);
        var image = images.add(Optional.of(digest), config, names, i -> Files.newInputStream(files.get(i)));
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        return image;
    }

    private static String forThisPlatform(ImageReference reference, JsonNode index) throws IOException {
        for (JsonNode descriptor : index.path("manifests")) {
            if (Platform.accepts(descriptor)) {
                return Digests.require(descriptor.path("digest").asText());
            }
        }
        throw CriException.notFound(
                "no match for platform linux/" + Platform.architecture() + " in manifest of " + reference);
    }

    private static List<String> layers(JsonNode manifest) throws IOException {
        var digests = new ArrayList<String>();
        for (JsonNode layer : manifest.path("layers")) {
            digests.add(Digests.require(layer.path("digest").asText()));
        }
        return digests;
    }

    private static Manifest manifest(RegistryClient client, String named, Optional<String> digest) throws IOException {
        var response = client.get("manifests/" + named, Map.of("Accept", ACCEPT));
        byte[] bytes;
        try (var body = response.body()) {
            bytes = body.readNBytes(MAX_DOCUMENT);
        }
        String found = Digests.of(bytes);
        String wanted = digest.orElse(Digests.isDigest(named) ? named : found);
        if (!found.equals(wanted)) {
            throw new IOException("the registry sent a manifest with the digest " + found + " for " + wanted);
        }
        JsonNode document = new ObjectMapper().readTree(bytes);
        if (document.path("schemaVersion").asInt() != 2) {
            throw new IOException("the registry has only a manifest of schema version "
                    + document.path("schemaVersion").asInt() + ", which nobody runs any longer");
        }
        return new Manifest(ByteString.copyFrom(bytes), document);
    }

    private ByteString blob(RegistryClient client, String digest) throws IOException {
        Path file = new BlobDownload(client, Digests.require(digest), partial).run();
        var bytes = ByteString.copyFrom(Files.readAllBytes(file));
        Files.delete(file);
        return bytes;
    }

    /** Downloads the layers that aren't here; the others get a name without a file, which nobody opens. */
    private List<Path> download(RegistryClient client, List<String> digests, List<String> diffIds) throws IOException {
        var tasks = new ArrayList<FutureTask<Path>>();
        for (int i = 0; i < digests.size(); i++) {
            String digest = digests.get(i);
            boolean here = images.layers().has(diffIds.get(i));
            var task = new FutureTask<>(() -> here ? partial.resolve(Digests.hex(digest)) : download(client, digest));
            tasks.add(task);
            Thread.ofVirtual().name("layer-download").start(task);
        }
        var files = new ArrayList<Path>();
        try {
            for (var task : tasks) {
                files.add(task.get());
            }
            return files;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while layers were downloaded");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CriException refused) {
                throw refused;
            }
            throw e.getCause() instanceof IOException io ? io : new IOException("can't download a layer", e.getCause());
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private Path download(RegistryClient client, String digest) throws IOException, InterruptedException {
        downloads.acquire();
        try {
            return new BlobDownload(client, digest, partial).run();
        } finally {
            downloads.release();
        }
    }

    /** Made when first needed: a node that pulls nothing has no HTTP client. */
    private HttpClient http() {
        starting.lock();
        try {
            if (http.isEmpty()) {
                http = Optional.of(HttpClient.newBuilder()
                        .connectTimeout(CONNECT_LIMIT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build());
            }
            return http.get();
        } finally {
            starting.unlock();
        }
    }

    @Override
    public void close() {
        starting.lock();
        try {
            http.ifPresent(HttpClient::shutdownNow);
            http = Optional.empty();
        } finally {
            starting.unlock();
        }
    }
}
