package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures any etcd v3 server on this machine: its CPU for a put and a range, with 100 clients over 8 connections and with
 * one. Arguments: port, process id of the server, operations.
 */
final class GrpcBench {
    private static final int CONNECTIONS = 8;
    private static final int KEYS = 10_000;
    /** Linux counts a process's CPU in these (proc(5), sysconf _SC_CLK_TCK). */
    private static final double TICKS_A_SECOND = 100;

    private GrpcBench() {}

    private interface Operation {
        void run(Etcd etcd, Bytes key);
    }

    public static void main(String[] args) throws Exception {
        var endpoint = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var server = Path.of("/proc", args[1]);
        int operations = Integer.parseInt(args[2]);
        var connections = new ArrayList<Etcd>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(EtcdClient.connect(EtcdClientOptions.of(List.of(endpoint), Optional.empty())));
        }
        Operation put = (etcd, key) -> etcd.put(PutRequest.of(key, Bytes.wrap(new byte[256])));
        Operation range = (etcd, key) -> etcd.range(RangeRequest.of(key));
        measure(connections, server, "warm-up puts", 100, operations / 2, put);
        measure(connections, server, "puts", 100, operations, put);
        measure(connections, server, "puts", 1, operations / 50, put);
        measure(connections, server, "warm-up ranges", 100, operations / 2, range);
        measure(connections, server, "ranges", 100, operations, range);
        measure(connections, server, "ranges", 1, operations / 50, range);
        System.out.println(Files.readAllLines(server.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse(""));
        connections.forEach(Etcd::close);
    }

    private static void measure(
            List<Etcd> connections, Path server, String name, int clients, int operations, Operation operation)
            throws Exception {
        var nanos = new long[operations];
        var next = new AtomicLong();
        double cpu = cpuSeconds(server);
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < clients; i++) {
                var etcd = connections.get(i % CONNECTIONS);
                running.add(threads.submit(() -> {
                    for (long n = next.getAndIncrement(); n < operations; n = next.getAndIncrement()) {
                        long start = System.nanoTime();
                        operation.run(etcd, Bytes.utf8("/registry/pods/default/name-%06d".formatted(n % KEYS)));
                        nanos[(int) n] = System.nanoTime() - start;
                    }
                }));
            }
            for (var client : running) {
                client.get();
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%-16s %4d clients  %,9.0f/s  %6.1f us server CPU each  p50 %.3f ms  p99 %.3f ms%n",
                name,
                clients,
                operations / seconds,
                (cpuSeconds(server) - cpu) * 1e6 / operations,
                nanos[operations / 2] / 1e6,
                nanos[(int) (operations * 0.99)] / 1e6);
    }

    private static double cpuSeconds(Path server) throws IOException {
        var stat = Files.readString(server.resolve("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }
}
