package dev.mudi.etcd;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Endless updates of a few keys, and what they leave behind: the size of the directory and of the heap after each tenth of them.
 * Arguments as a program: an empty directory, updates, keys, writers.
 */
final class Soak {
    private static final int PARTS = 10;

    private final EmbeddedEtcd etcd;
    private final Path directory;
    private final int keys;
    private final int writers;

    private Soak(EmbeddedEtcd etcd, Path directory, int keys, int writers) {
        this.etcd = etcd;
        this.directory = directory;
        this.keys = keys;
        this.writers = writers;
    }

    /**
     * What is there after a part of the updates.
     *
     * @param retained the revisions that can be read
     * @param directoryBytes of all files
     * @param heapBytes of what lives
     */
    record Sample(long revision, long retained, long directoryBytes, long heapBytes) {}

    public static void main(String[] args) throws Exception {
        var options = EtcdOptions.of(Path.of(args[0]));
        long begin = System.nanoTime();
        for (var sample : run(options, Long.parseLong(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]))) {
            System.out.printf(
                    "revision %,12d  readable revisions %,9d  directory %,5d MiB  heap %,4d MiB%n",
                    sample.revision, sample.retained, sample.directoryBytes >> 20, sample.heapBytes >> 20);
        }
        System.out.printf("%.0f s%n", (System.nanoTime() - begin) / 1e9);
    }

    static List<Sample> run(EtcdOptions options, long updates, int keys, int writers) throws Exception {
        var samples = new ArrayList<Sample>();
        try (var etcd = EmbeddedEtcd.open(options)) {
            var soak = new Soak(etcd, options.dataDir(), keys, writers);
            for (int part = 0; part < PARTS; part++) {
                long before = etcd.revision();
                soak.update(updates / PARTS);
                // Compaction goes by a clock of half a second: what was written a part ago is not to be had any more.
                await().atMost(Duration.ofSeconds(30)).until(() -> etcd.compactedRevision() >= before);
                samples.add(soak.sample());
            }
        }
        return samples;
    }

    private void update(long updates) throws Exception {
        var next = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int w = 0; w < writers; w++) {
                running.add(threads.submit(() -> {
                    for (long n = next.getAndIncrement(); n < updates; n = next.getAndIncrement()) {
                        var key = Bytes.utf8("/registry/configmaps/default/name-%05d".formatted(n % keys));
                        etcd.put(PutRequest.of(key, Bytes.wrap(new byte[256])));
                    }
                }));
            }
            for (var writer : running) {
                writer.get();
            }
        }
    }

    private Sample sample() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        var status = etcd.status();
        return new Sample(status.revision(), status.revision() - status.compactedRevision(), size(), heap);
    }

    private long size() throws IOException {
        try (var files = Files.list(directory)) {
            return files.mapToLong(Soak::size).sum();
        }
    }

    /** Files come and go while the directory is looked at. */
    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
