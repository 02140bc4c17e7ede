package dev.mudi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** So many clients, each with its own connection, that share out so many requests. */
final class Clients {
    private Clients() {}

    /** One request. */
    @FunctionalInterface
    interface Request {
        void send(Target.Connection connection, int index) throws IOException, InterruptedException;
    }

    /** Sends all requests and measures them: rate, latencies, the server's CPU time a request. */
    static List<Measurement> run(Target target, int clients, int count, Request request) throws Exception {
        var server = new ServerProcesses(target.processes());
        var latencies = new Latencies(count);
        var next = new AtomicInteger();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Void>>();
            for (int i = 0; i < clients; i++) {
                tasks.add(() -> {
                    work(target, next, count, latencies, request);
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
        var results = new ArrayList<Measurement>();
        results.add(new Measurement("requests", count, ""));
        results.add(new Measurement("clients", clients, ""));
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

    private static void work(Target target, AtomicInteger next, int count, Latencies latencies, Request request)
            throws IOException, InterruptedException {
        try (var connection = target.connect()) {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long sent = System.nanoTime();
                request.send(connection, i);
                latencies.set(i, System.nanoTime() - sent);
            }
        }
    }
}
