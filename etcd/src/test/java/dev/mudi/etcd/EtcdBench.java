package dev.mudi.etcd;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the embedded store in this process: puts by one writer and by many, a start with many keys, and what a snapshot
 * does to writes beside it. Arguments: an empty directory, writers, puts, keys.
 */
final class EtcdBench {
    private static final long MOST_NANOS = 120_000_000_000L;

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
        try (var etcd = EmbeddedEtcd.open(options.withRetention(new EtcdOptions.Retention(Duration.ZERO, 1_000)))) {
            snapshots(etcd, directory);
        }
        open(options);
    }

    /**
     * The longest write while a snapshot is written, beside the longest of the time before and after: four clients write values of 16 KiB, each a millisecond after its last, until three snapshots have been written.
     */
    private static void snapshots(Etcd etcd, Path directory) throws Exception {
        var beside = new Longest();
        var apart = new Longest();
        var over = new AtomicBoolean();
        var writing = new AtomicBoolean();
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int w = 0; w < 4; w++) {
                int writer = w;
                var _ = threads.submit(() -> {
                    for (int n = 0; !over.get(); n++) {
                        boolean already = writing.get();
                        long start = System.nanoTime();
                        etcd.put(PutRequest.of(key((writer + 4L * n) % 1000), Bytes.wrap(new byte[16 << 10])));
                        long end = System.nanoTime();
                        (already || writing.get() ? beside : apart).note(start, end);
                        LockSupport.parkNanos(1_000_000);
                    }
                });
            }
            int seen = 0;
            boolean before = false;
            long since = begin;
            while (seen < 3 && System.nanoTime() - begin < MOST_NANOS) {
                boolean now;
                try (var files = Files.list(directory)) {
                    now = files.anyMatch(file -> file.getFileName().toString().matches("snapshot-.*\\.tmp"));
                }
                writing.set(now);
                if (before && !now) {
                    seen++;
                    System.out.printf("a snapshot took %d ms%n", (System.nanoTime() - since) / 1_000_000);
                }
                since = before ? since : System.nanoTime();
                before = now;
                LockSupport.parkNanos(1_000_000);
            }
            over.set(true);
        }
        System.out.println("while a snapshot is written: " + beside);
        System.out.println("at other times:              " + apart);
    }

    /** The slowest writes. */
    private static final class Longest {
        private final List<Long> nanos = new ArrayList<>();

        synchronized void note(long start, long end) {
            nanos.add(end - start);
        }

        @Override
        public synchronized String toString() {
            var sorted = nanos.stream().sorted().toList();
            int last = sorted.size() - 1;
            return sorted.isEmpty()
                    ? "no writes"
                    : "%,d writes, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, longest %.2f ms"
                            .formatted(
                                    sorted.size(),
                                    sorted.get(last / 2) / 1e6,
                                    sorted.get((int) (last * 0.99)) / 1e6,
                                    sorted.get((int) (last * 0.999)) / 1e6,
                                    sorted.getLast() / 1e6);
        }
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
