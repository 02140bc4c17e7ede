package dev.mudi.runtime.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads a blob into a file. A download that breaks off goes on where it was, at once and in a later pull; it is given
 * up when five attempts in a row bring nothing.
 */
final class BlobDownload {

    private static final Logger LOG = LoggerFactory.getLogger(BlobDownload.class);
    private static final int MAX_FRUITLESS = 5;
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final int CHUNK = 64 * 1024;

    private final RegistryClient registry;
    private final String digest;
    private final Path file;

    /**
     * @param directory where partial and whole downloads are, named by their digest
     */
    BlobDownload(RegistryClient registry, String digest, Path directory) {
        this.registry = registry;
        this.digest = digest;
        this.file = directory.resolve(Digests.hex(digest));
    }

    /** Downloads what is missing and returns the file, whose content has the blob's digest. */
    Path run() throws IOException {
        int fruitless = 0;
        while (true) {
            long before = size();
            try {
                append(before);
                break;
            } catch (IOException e) {
                fruitless = size() > before ? 0 : fruitless + 1;
                if (fruitless == MAX_FRUITLESS || e instanceof InterruptedIOException) {
                    throw e;
                }
                LOG.atInfo()
                        .addKeyValue("blob", digest)
                        .addKeyValue("reason", e.getMessage())
                        .log("resuming a download");
            }
        }
        verify();
        return file;
    }

    private long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void append(long from) throws IOException {
        Map<String, String> range = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
        var response = registry.get("blobs/" + digest, range);
        // A server may ignore the range, and send everything.
        var mode = response.statusCode() == 206 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (var in = response.body();
                var out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
            var received = new AtomicLong();
            var done = new CountDownLatch(1);
            Thread.ofVirtual().name("download-watch").start(() -> closeWhenStalled(in, received, done));
            try {
                byte[] chunk = new byte[CHUNK];
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    out.write(chunk, 0, count);
                    received.addAndGet(count);
                }
            } finally {
                done.countDown();
            }
        }
    }

    private void closeWhenStalled(InputStream in, AtomicLong received, CountDownLatch done) {
        try {
            long last = -1;
            while (!done.await(STALL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (received.get() == last) {
                    LOG.atWarn()
                            .addKeyValue("blob", digest)
                            .log("a download brought nothing for a minute and is cut off");
                    in.close();
                    return;
                }
                last = received.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("can't cut a stalled download off");
        }
    }

    private void verify() throws IOException {
        String found;
        try (DigestInputStream in = Digests.digesting(Files.newInputStream(file))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            found = Digests.of(in.getMessageDigest());
        }
        if (!found.equals(digest)) {
            Files.delete(file);
            throw new IOException("the registry sent a blob with the digest " + found + " for " + digest);
        }
    }
}
