package dev.mudi.etcd;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the embedded store in this process: puts by one writer and by many, a start with many keys, and what a snapshot
 * does to writes beside it. Arguments: an empty directory, writers, puts, keys.
 */
final class EtcdBench {
    private EtcdBench() {}

    public static void main(String[] args) throws Exception {
        var directory = Path.of(args[0]);
        int writers = Integer.parseInt(args[1]);
        int puts = Integer.parseInt(args[2]);
        int keys = Integer.parseInt(args[3]);
        try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("puts")))) {
            measure(etcd, "warm-up", writers, puts / 4, 10_000);
            measure(etcd, "one writer", 1, Math.min(puts, 20_000), 10_000);
            measure(etcd, writers + " writers", writers, puts, 10_000);
            measure(etcd, "100 writers", 100, puts, 10_000);
        }
        start(directory.resolve("start"), writers, keys);
    }

    private static void measure(Etcd etcd, String name, int writers, int puts, int keys) throws Exception {
        var nanos = new long[puts];
        var next = new AtomicLong();
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < writers; i++) {
                running.add(threads.submit(() -> {
                    for (long n = next.getAndIncrement(); n < puts; n = next.getAndIncrement()) {
                        long start = System.nanoTime();
                        etcd.put(PutRequest.of(key(n % keys), Bytes.wrap(new byte[256])));
                        nanos[(int) n] = System.nanoTime() - start;
                    }
                }));
            }
            for (var writer : running) {
                writer.get();
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%-14s %,10.0f puts/s  %5.1f us CPU/put  p50 %.3f ms  p99 %.3f ms  max %.3f ms%n",
                name,
                puts / seconds,
                (cpuNanos() - cpu) / 1e3 / puts,
                nanos[puts / 2] / 1e6,
                nanos[(int) (puts * 0.99)] / 1e6,
                nanos[puts - 1] / 1e6);
    }

    private static void start(Path directory, int writers, int keys) throws Exception {
        // As many keys, with no snapshot before the end of the load; the writes after it then cause one.
        var options = EtcdOptions.of(directory).withSnapshotAfterBytes(64L << 20);
        try (var etcd = EmbeddedEtcd.open(options)) {
            measure(etcd, "load", writers, keys, keys);
            System.gc();
            var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            System.out.printf("heap with %,d keys: %,d MiB%n", etcd.status().keys(), memory.getUsed() >> 20);
        }
        open(options);
        try (var etcd = EmbeddedEtcd.open(options)) {
            snapshots(etcd, keys);
            // Enough to make the log grow past half a snapshot again: the writes run beside it.
            measure(etcd, "with snapshots", 100, keys / 2, keys);
        }
        open(options);
    }

    /** The longest write while snapshots are written one after the other, beside the longest without. */
    private static void snapshots(Etcd etcd, int keys) throws Exception {
        measure(etcd, "no snapshot", 1, 30_000, keys);
        var stop = new AtomicBoolean();
        var count = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var snapshots = threads.submit(() -> {
                while (!stop.get()) {
                    etcd.snapshot(OutputStream.nullOutputStream());
                    count.incrementAndGet();
                }
                return null;
            });
            measure(etcd, "snapshots", 1, 30_000, keys);
            stop.set(true);
            snapshots.get();
        }
        System.out.printf("snapshots of all keys written meanwhile: %d%n", count.get());
    }

    private static void open(EtcdOptions options) throws IOException {
        long begin = System.nanoTime();
        try (var etcd = EmbeddedEtcd.open(options)) {
            System.out.printf(
                    "open with %,d keys: %d ms%n",
                    etcd.status().keys(),
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
    }

    private static Bytes key(long n) {
        return Bytes.utf8("/registry/configmaps/default/name-%08d".formatted(n));
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
