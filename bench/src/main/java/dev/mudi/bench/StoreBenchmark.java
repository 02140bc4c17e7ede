package dev.mudi.bench;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures any etcd v3 server, of the shape of etcd's own tool "benchmark": puts, ranges, transactions of both, the delay of
 * watches, and renewals of leases. Removes what it made.
 */
public final class StoreBenchmark {
    private static final String PREFIX = "/mudi-bench/";
    private static final long PATIENCE_SECONDS = 30;
    private static final long LEASE_SECONDS = 600;
    private static final int REMOVED_AT_ONCE = 1000;

    private final StoreTarget target;
    private final Load load;
    private final List<Measurement> results = new ArrayList<>();

    /**
     * How much.
     *
     * @param count of operations of each kind; for one client, for watches and for leases it is a part of it
     * @param clients that ask at once, and watch
     * @param keys that are written and read
     * @param valueBytes the size of a value
     */
    public record Load(int count, int clients, int connections, int keys, int valueBytes) {}

    private StoreBenchmark(StoreTarget target, Load load) {
        this.target = target;
        this.load = load;
    }

    /** The kinds of work, with what each does. */
    public static Map<String, String> works() {
        return new TreeMap<>(Map.of(
                "put", "put values, by all clients and by one",
                "range", "read one key, by all clients and by one",
                "txn-mixed", "transactions, half of which read a key and half of which write one",
                "watch-latency", "put a key that as many watch as there are clients",
                "lease-keepalive", "renew leases",
                "fill", "put each key once, and look at the server's memory"));
    }

    /**
     * Runs kinds of work, one after the other.
     *
     * @param processes of the server, for its CPU and memory
     * @throws Exception when the server refuses; the message says what
     */
    public static List<Measurement> run(EtcdClientOptions options, List<Long> processes, List<String> works, Load load)
            throws Exception {
        try (var target = new StoreTarget(options, load.connections, processes)) {
            var benchmark = new StoreBenchmark(target, load);
            for (var work : works) {
                benchmark.run(work);
            }
            benchmark.removeAll();
            return benchmark.results;
        }
    }

    private interface Operation {
        void run(Etcd etcd, int index);
    }

    /** In steps: to delete a million keys at once takes longer than a server lets a request take. */
    private void removeAll() {
        var etcd = target.connection(0);
        for (int first = 0; first < load.keys; first += REMOVED_AT_ONCE) {
            int last = Math.min(load.keys, first + REMOVED_AT_ONCE) - 1;
            etcd.deleteRange(DeleteRangeRequest.of(new KeyRange(key(first), key(last))));
        }
        etcd.deleteRange(DeleteRangeRequest.of(KeyRange.prefix(PREFIX)));
    }

    private void run(String work) throws Exception {
        switch (work) {
            case "put" -> both(work, (etcd, i) -> etcd.put(put(i)));
            case "range" -> {
                measure("", load.clients, load.keys, (etcd, i) -> etcd.put(put(i)));
                both(work, (etcd, i) -> etcd.range(RangeRequest.of(key(i))));
            }
            case "txn-mixed" -> both(work, (etcd, i) -> etcd.txn(txn(i)));
            case "watch-latency" -> watch(work);
            case "lease-keepalive" -> {
                long lease = target.connection(0).leaseGrant(LEASE_SECONDS, 0).id();
                measure(work, load.clients, load.count / 10, (etcd, _) -> etcd.leaseKeepAlive(lease));
                target.connection(0).leaseRevoke(lease);
            }
            case "fill" -> measure(work, load.clients, load.keys, (etcd, i) -> etcd.put(put(i)));
            default -> throw new IllegalArgumentException("there is no work '" + work + "'");
        }
    }

    private Bytes key(int index) {
        return Bytes.utf8(PREFIX + "pods/default/name-%08d".formatted(index % load.keys));
    }

    private PutRequest put(int index) {
        return PutRequest.of(key(index), Bytes.wrap(new byte[load.valueBytes]));
    }

    private TxnRequest txn(int index) {
        var key = key(index);
        var there = Compare.version(key, Compare.Result.GREATER, -1);
        return index % 2 == 0
                ? TxnRequest.when(there, RangeRequest.of(key))
                : TxnRequest.when(there, put(index)).otherwise(RangeRequest.of(key));
    }

    /** By all clients, after some to warm up, and by one. */
    private void both(String work, Operation operation) throws Exception {
        measure("", load.clients, load.count / 2, operation);
        measure(work + ", " + load.clients + " clients", load.clients, load.count, operation);
        measure(work + ", 1 client", 1, Math.max(1, load.count / 50), operation);
    }

    /** @param work empty for what is not to be told */
    private void measure(String work, int clients, int count, Operation operation) throws Exception {
        var server = target.processes();
        var latencies = new Latencies(count);
        var next = new AtomicInteger();
        double cpu = server.cpuSeconds();
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Void>>();
            for (int c = 0; c < clients; c++) {
                var etcd = target.connection(c);
                tasks.add(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        long sent = System.nanoTime();
                        operation.run(etcd, i);
                        latencies.set(i, System.nanoTime() - sent);
                    }
                    return null;
                });
            }
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the load could not be made: " + e.getMessage(), e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!work.isEmpty()) {
            record(work, count, seconds, server.cpuSeconds() - cpu, latencies);
        }
    }

    private void record(String work, int count, double seconds, double cpu, Latencies latencies) throws IOException {
        results.add(new Measurement(work, "rate", count / seconds, "/s"));
        results.add(new Measurement(work, "p50", latencies.percentile(50), "ms"));
        results.add(new Measurement(work, "p99", latencies.percentile(99), "ms"));
        if (target.processes().isKnown()) {
            results.add(new Measurement(work, "server CPU each", cpu * 1e6 / count, "us"));
            results.add(new Measurement(
                    work, "server resident memory", target.processes().residentMebibytes(), "MiB"));
        }
    }

    /** Puts one key after the other; each when all have heard of the one before. */
    private void watch(String work) throws Exception {
        int puts = Math.max(1, load.count / 100);
        var told = new Told(load.clients, puts);
        var key = Bytes.utf8(PREFIX + "watched");
        var handles = new ArrayList<WatchHandle>();
        double cpu = target.processes().cpuSeconds();
        long start = System.nanoTime();
        try {
            for (int w = 0; w < load.clients; w++) {
                handles.add(target.connection(w).watch(WatchRequest.of(KeyRange.of(key)), told.listener(w)));
            }
            for (int i = 0; i < puts; i++) {
                told.begin(i);
                target.connection(0).put(PutRequest.of(key, Bytes.wrap(new byte[load.valueBytes])));
                told.await();
            }
        } finally {
            handles.forEach(WatchHandle::close);
        }
        record(
                work + ", " + load.clients + " watchers",
                puts * load.clients,
                (System.nanoTime() - start) / 1e9,
                target.processes().cpuSeconds() - cpu,
                new Latencies(told.nanos));
    }

    /** When each watcher was told of each put, counted from when the put was sent. */
    private static final class Told {
        private final int watchers;
        private final long[] nanos;
        private volatile int put;
        private volatile long sent;
        private volatile CountDownLatch missing = new CountDownLatch(0);

        Told(int watchers, int puts) {
            this.watchers = watchers;
            this.nanos = new long[watchers * puts];
        }

        void begin(int index) {
            put = index;
            missing = new CountDownLatch(watchers);
            sent = System.nanoTime();
        }

        void await() throws IOException, InterruptedException {
            if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(missing.getCount() + " watchers were not told of a put within " + PATIENCE_SECONDS
                        + " seconds");
            }
        }

        WatchListener listener(int watcher) {
            return new WatchListener() {
                @Override
                public void events(long revision, List<WatchEvent> events) {
                    nanos[put * watchers + watcher] = System.nanoTime() - sent;
                    missing.countDown();
                }

                @Override
                public void compacted(long compactRevision) {
                    throw new IllegalStateException("a live watch is never compacted");
                }

                @Override
                public void closed(EtcdException cause) {
                    // What it would have told is waited for in vain, and that is told.
                }
            };
        }
    }
}
