package dev.mudi.bench;

import dev.mudi.etcd.grpc.EtcdClientOptions;
import dev.mudi.etcd.grpc.Methods;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

/**
 * Measures any etcd v3 server, of the shape of etcd's own tool "benchmark": puts, ranges, transactions of both, the delay of
 * watches, and renewals of leases. Removes what it made.
 */
public final class StoreBenchmark {
    private static final long LEASE_SECONDS = 600;
    private static final int REMOVED_AT_ONCE = 1000;

    private final StoreTarget target;
    private final Load load;
    private final StoreRequests requests;
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
        this.requests = new StoreRequests(load.keys, load.valueBytes);
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

    /** In steps: to delete a million keys at once takes longer than a server lets a request take. */
    private void removeAll() {
        for (int from = 0; from < load.keys; from += REMOVED_AT_ONCE) {
            ask(Methods.DELETE_RANGE, requests.delete(from, Math.min(load.keys, from + REMOVED_AT_ONCE)));
        }
        ask(Methods.DELETE_RANGE, StoreRequests.deleteAll());
    }

    private <Q, A> A ask(MethodDescriptor<Q, A> method, Q message) {
        return ClientCalls.blockingUnaryCall(
                target.connection(0), method, CallOptions.DEFAULT.withWaitForReady(), message);
    }

    private void run(String work) throws Exception {
        switch (work) {
            case "put" -> both(work, requests::put);
            case "range" -> {
                StoreClients.run(target, load.clients, load.keys, requests::put);
                both(work, requests::range);
            }
            case "txn-mixed" -> both(work, requests::txn);
            case "watch-latency" -> watch(work);
            case "lease-keepalive" -> {
                var wanted = Wire.LeaseGrantRequest.newBuilder()
                        .setTTL(LEASE_SECONDS)
                        .build();
                long lease = ask(Methods.LEASE_GRANT, wanted).getID();
                measure(work, load.clients, load.count / 10, _ -> StoreRequests.keepAlive(lease));
                ask(
                        Methods.LEASE_REVOKE,
                        Wire.LeaseRevokeRequest.newBuilder().setID(lease).build());
            }
            case "fill" -> measure(work, load.clients, load.keys, requests::put);
            default -> throw new IllegalArgumentException("there is no work '" + work + "'");
        }
    }

    /** By all clients, after some to warm up, and by one. */
    private void both(String work, IntFunction<StoreRequest<?>> operation) throws Exception {
        StoreClients.run(target, load.clients, load.count / 2, operation);
        measure(work + ", " + load.clients + " clients", load.clients, load.count, operation);
        measure(work + ", 1 client", 1, Math.max(1, load.count / 50), operation);
    }

    private void measure(String work, int clients, int count, IntFunction<StoreRequest<?>> operation) throws Exception {
        record(work, count, () -> StoreClients.run(target, clients, count, operation));
    }

    /** Puts one key after the other, after some to warm up. */
    private void watch(String work) throws Exception {
        int puts = Math.max(1, load.count / 100);
        try (var watchers = new StoreWatchers(target, load.clients, requests.putWatched())) {
            watchers.run(puts);
            record(work + ", " + load.clients + " watchers", puts * load.clients, () -> watchers.run(puts));
        }
    }

    private void record(String work, int count, Callable<Latencies> measured) throws Exception {
        var server = target.processes();
        double cpu = server.cpuSeconds();
        long start = System.nanoTime();
        var latencies = measured.call();
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = server.cpuSeconds() - cpu;
        results.add(new Measurement(work, "rate", count / seconds, "/s"));
        results.add(new Measurement(work, "p50", latencies.percentile(50), "ms"));
        results.add(new Measurement(work, "p99", latencies.percentile(99), "ms"));
        if (server.isKnown()) {
            results.add(new Measurement(work, "server CPU each", cpu * 1e6 / count, "us"));
            results.add(new Measurement(work, "server resident memory", server.residentMebibytes(), "MiB"));
        }
    }
}
