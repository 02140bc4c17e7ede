package dev.mudi.runtime.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Small blobs (configs) as files named by their sha256. What is read is what was written: it is checked. */
final class BlobStore {

    private final Path directory;

    BlobStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    String put(byte[] bytes) throws IOException {
        String digest = Digests.of(bytes);
        Path file = file(digest);
        if (!Files.exists(file)) {
            Path temporary = directory.resolve(".new-" + UUID.randomUUID());
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return digest;
    }

    byte[] get(String digest) throws IOException {
        byte[] bytes = Files.readAllBytes(file(Digests.require(digest)));
        if (!Digests.of(bytes).equals(digest)) {
            throw new IOException("the blob " + digest + " is damaged; remove its image and pull it again");
        }
        return bytes;
    }

    void remove(String digest) throws IOException {
        Files.deleteIfExists(file(digest));
    }

    private Path file(String digest) {
        return directory.resolve(Digests.hex(digest));
    }
}
