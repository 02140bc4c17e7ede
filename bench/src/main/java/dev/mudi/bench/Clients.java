package dev.mudi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** So many clients, each with its own connection, that share out so many requests. */
final class Clients implements AutoCloseable {
    private final Target target;
    private final List<Connection> connections = new ArrayList<>();

    /** One request. */
    @FunctionalInterface
    interface Request {
        void send(Connection connection, int index) throws IOException, InterruptedException;
    }

    private Clients(Target target) {
        this.target = target;
    }

    /** Connects them. */
    static Clients connect(Target target, int count) throws IOException {
        var clients = new Clients(target);
        for (int i = 0; i < count; i++) {
            clients.connections.add(target.connect());
        }
        return clients;
    }

    /** Connects, sends all requests and measures them. */
    static List<Measurement> run(Target target, int clients, int count, Request request) throws Exception {
        try (var connected = connect(target, clients)) {
            return connected.run(count, request);
        }
    }

    /** Sends all requests and measures them: rate, latencies, the server's CPU time a request. */
    List<Measurement> run(int count, Request request) throws Exception {
        var server = target.processes();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        var latencies = send(count, request);
        double seconds = (System.nanoTime() - start) / 1e9;
        var results = new ArrayList<Measurement>();
        results.add(new Measurement("requests", count, ""));
        results.add(new Measurement("clients", connections.size(), ""));
        results.add(new Measurement("rate", count / seconds, "req/s"));
        results.add(new Measurement("latency p50", latencies.percentile(50), "ms"));
        results.add(new Measurement("latency p99", latencies.percentile(99), "ms"));
        if (server.isKnown()) {
            results.add(
                    new Measurement("server CPU a request", (server.cpuSeconds() - cpuBefore) * 1000 / count, "ms"));
            results.add(new Measurement("server resident memory", server.residentMebibytes(), "MiB"));
        }
        return results;
    }

    /** Sends all requests; how long each took. */
    Latencies send(int count, Request request) throws Exception {
        var latencies = new Latencies(count);
        var next = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Void>>();
            for (var connection : connections) {
                tasks.add(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        long sent = System.nanoTime();
                        request.send(connection, i);
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
        return latencies;
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
    }
}
