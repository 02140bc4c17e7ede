package dev.mudi.cli;

import dev.mudi.bench.StoreBenchmark;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Shows the Java machine what {@code mudi etcd} needs, as {@link Train} does for the cluster. Run once, by the build. */
public final class TrainStore {
    /** Enough for what is hot to be compiled. */
    private static final StoreBenchmark.Load LOAD = new StoreBenchmark.Load(8_000, 50, 4, 2_000, 256);

    private static final List<String> WORKS = List.of("put", "range", "txn-mixed", "watch-latency", "lease-keepalive");
    private static final int START_MILLIS = 30_000;
    private static final long PAUSE_NANOS = 50_000_000;

    private TrainStore() {}

    /** Trains, and ends with 0 if all went well; with a port it only makes load for who trains. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            var results = StoreBenchmark.run(
                    EtcdClientOptions.of(
                            List.of(new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))),
                            Optional.empty()),
                    List.of(),
                    WORKS,
                    LOAD);
            System.out.println(results.size() + " results");
            return;
        }
        var folder = Files.createTempDirectory("mudi-train");
        int clients = freePort();
        var command = command(folder, clients, freePort());
        var server = Thread.ofPlatform().daemon().start(() -> Mudi.run(command));
        awaitServer(clients);
        Training.load(TrainStore.class, Integer.toString(clients));
        Training.loadClasses("dev/mudi/etcd/", List.of("dev/mudi/etcd/simulation/"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAfter(server, folder)));
        System.exit(0);
    }

    private static String[] command(Path folder, int clients, int peers) {
        var client = "http://127.0.0.1:" + clients;
        var peer = "http://127.0.0.1:" + peers;
        return new String[] {
            "etcd",
            "--data-dir=" + folder.resolve("data"),
            "--listen-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer
        };
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitServer(int port) throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long end = System.nanoTime() + START_MILLIS * 1_000_000L;
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void deleteAfter(Thread server, Path folder) {
        try {
            server.join(START_MILLIS);
            Training.delete(folder);
        } catch (IOException | InterruptedException e) {
            System.err.println("left behind: " + folder + ": " + e);
        }
    }
}
