package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** etcd's v3 API on a port, in front of a store that is neither opened nor closed here. */
public final class EtcdServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdServer.class);
    /** What gRPC may add to a request that is as large as it may be, as in etcd. */
    private static final int OVERHEAD_BYTES = 512 << 10;

    private static final int METADATA_BYTES = 64 << 10;
    private static final long SHORTEST_KEEP_ALIVE_SECONDS = 5;
    private static final long GRACE_SECONDS = 3;

    private final Server server;
    private final WatchService watches;
    private final ExecutorService threads;

    private EtcdServer(Server server, WatchService watches, ExecutorService threads) {
        this.server = server;
        this.watches = watches;
        this.threads = threads;
    }

    /** @throws IOException when the port is taken or a certificate cannot be read */
    public static EtcdServer start(Etcd etcd, EtcdServerOptions options) throws IOException {
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("etcd-grpc-", 0).factory());
        long member = identity(options.name());
        var wire = new WireResponses(identity("cluster of " + options.name()), member);
        var watches = new WatchService(etcd, wire, threads, options.progressInterval());
        var builder = NettyServerBuilder.forAddress(options.address())
                .executor(threads)
                .maxInboundMessageSize(KvService.MAX_REQUEST_BYTES + OVERHEAD_BYTES)
                .maxInboundMetadataSize(METADATA_BYTES)
                .permitKeepAliveTime(SHORTEST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .addService(new KvService(etcd, wire).definition())
                .addService(watches.definition())
                .addService(new LeaseService(etcd, wire).definition())
                .addService(new ClusterService(etcd, wire, options.name(), urls(options)).definition())
                .addService(new MaintenanceService(etcd, wire, threads).definition());
        if (options.tls().isPresent()) {
            builder.sslContext(context(options.tls().get()));
        }
        var server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            threads.close();
            throw new IOException("cannot listen on " + options.address() + ": " + e.getMessage(), e);
        }
        LOG.atInfo()
                .setMessage("serving etcd's v3 API")
                .addKeyValue("address", options.address().getHostString())
                .addKeyValue("port", server.getPort())
                .addKeyValue("tls", options.tls().isPresent())
                .log();
        return new EtcdServer(server, watches, threads);
    }

    /** The same for a name over restarts. */
    private static long identity(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    private static List<String> urls(EtcdServerOptions options) {
        var scheme = options.tls().isPresent() ? "https" : "http";
        return List.of(scheme + "://" + options.address().getHostString() + ":"
                + options.address().getPort());
    }

    private static SslContext context(EtcdServerOptions.Tls tls) throws IOException {
        try {
            var builder = GrpcSslContexts.forServer(
                    tls.certificate().toFile(), tls.key().toFile());
            if (tls.clientCa().isPresent()) {
                builder.trustManager(tls.clientCa().get().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("the certificate files " + tls + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) server.getListenSockets().getFirst()).getPort();
    }

    /** Lets calls under way end, for a few seconds, and breaks off what is left, such as watches. */
    @Override
    public void close() {
        server.shutdown();
        watches.close();
        try {
            if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
            server.awaitTermination();
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        threads.close();
    }
}
