package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.auth.TokenOption;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.replication.Membership;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** etcd's v3 API on a port, in front of a store that is neither opened nor closed here. */
public final class EtcdServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdServer.class);
    /** What gRPC may add to a request that is as large as it may be, as in etcd. */
    private static final int OVERHEAD_BYTES = 512 << 10;

    private static final int METADATA_BYTES = 64 << 10;
    private static final long GRACE_SECONDS = 3;

    private final Server server;
    private final WatchService watches;
    private final HttpPages pages;
    private final ExecutorService threads;
    private final Runnable end;
    private final List<HttpPort> ports = new CopyOnWriteArrayList<>();

    private EtcdServer(Server server, WatchService watches, HttpPages pages, ExecutorService threads, Runnable end) {
        this.end = end;
        this.server = server;
        this.watches = watches;
        this.pages = pages;
        this.threads = threads;
    }

    /** @throws IOException when the port is taken, or a certificate or a key for tokens cannot be read */
    public static EtcdServer start(Etcd etcd, EtcdServerOptions options) throws IOException {
        return start(etcd, sole(etcd, options), options);
    }

    private static Membership sole(Etcd etcd, EtcdServerOptions options) {
        var member = new Member(identity(options.name()), options.name(), List.of(), urls(options), false);
        return new SoleMember(etcd, identity("cluster of " + options.name()), member);
    }

    /**
     * The same on a socket that listens already, which is closed with this.
     *
     * @throws IOException when a certificate or a key for tokens cannot be read
     */
    static EtcdServer takeOver(Etcd etcd, EtcdServerOptions options, ServerSocketChannel socket) throws IOException {
        var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            var builder = NettyServerBuilder.forAddress(socket.getLocalAddress())
                    .channelFactory(() -> new BoundChannel(socket))
                    .bossEventLoopGroup(loop)
                    .workerEventLoopGroup(loop);
            return start(etcd, sole(etcd, options), options, builder, () -> end(loop));
        } catch (IOException e) {
            end(loop);
            throw e;
        }
    }

    /** Waits for its thread: a socket that was closed keeps its port until the selector of that forgets it. */
    static void end(EventLoopGroup loop) {
        loop.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * GRACE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The same for a store of several members.
     *
     * @throws IOException when the port is taken, or a certificate or a key for tokens cannot be read
     */
    public static EtcdServer start(Etcd etcd, Membership membership, EtcdServerOptions options) throws IOException {
        var builder = NettyServerBuilder.forAddress(options.addresses().getFirst());
        for (var further : options.addresses().subList(1, options.addresses().size())) {
            builder = builder.addListenAddress(further);
        }
        return start(etcd, membership, options, builder, () -> {});
    }

    private static EtcdServer start(
            Etcd etcd, Membership membership, EtcdServerOptions options, NettyServerBuilder builder, Runnable end)
            throws IOException {
        var tokens = TokenOption.parse(
                options.authTokens().kind(), options.authTokens().ttl(), InstantSource.system());
        var tls = context(options.tls());
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("etcd-grpc-", 0).factory());
        var wire = new WireResponses(membership.clusterId(), membership.memberId(), membership::term);
        var callers = new Callers(etcd, tokens);
        var metrics = new Metrics(etcd, membership);
        var watches = new WatchService(etcd, wire, callers, threads, options.progressInterval());
        metrics.observe(watches::watches, watches::streams);
        var pages = new HttpPages(new HealthChecks(etcd, membership), metrics, threads);
        builder.directExecutor()
                .callExecutor(callExecutor(etcd, threads))
                .maxInboundMessageSize(options.limits().requestBytes() + OVERHEAD_BYTES)
                .maxConcurrentCallsPerConnection(options.limits().streams())
                .maxInboundMetadataSize(METADATA_BYTES)
                .permitKeepAliveTime(options.keepAlive().minTime().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(options.keepAlive().interval().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(options.keepAlive().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .protocolNegotiator(new SharedPort(tls, pages::handler))
                .addStreamTracerFactory(metrics)
                .intercept(callers)
                .addService(new KvService(etcd, wire, callers, metrics, threads, options.limits()).definition())
                .addService(watches.definition())
                .addService(new LeaseService(etcd, wire, callers, threads).definition())
                .addService(new ClusterService(etcd, wire, callers, membership).definition())
                .addService(new MaintenanceService(etcd, wire, callers, membership, threads).definition())
                .addService(new AuthService(etcd, wire, callers, tokens).definition())
                .addService(new LockService(etcd, wire, callers).definition())
                .addService(new ElectionService(etcd, wire, callers, threads).definition());
        var server = builder.build();
        metrics.serves(server.getImmutableServices());
        try {
            server.start();
        } catch (IOException e) {
            watches.close();
            threads.close();
            throw new IOException("cannot listen on " + shown(options.addresses()) + ": " + e.getMessage(), e);
        }
        LOG.atInfo()
                .setMessage("serving etcd's v3 API")
                .addKeyValue("addresses", server.getListenSockets())
                .addKeyValue("tls", options.tls().isPresent())
                .log();
        return new EtcdServer(server, watches, pages, threads, end);
    }

    private static Optional<SslContext> context(Optional<EtcdServerOptions.Tls> tls) throws IOException {
        return tls.isPresent() ? Optional.of(TlsContext.of(tls.get())) : Optional.empty();
    }

    private static String shown(List<InetSocketAddress> addresses) {
        return addresses.stream().map(InetSocketAddress::toString).collect(Collectors.joining(", "));
    }

    /** Calls that never wait are begun by the thread that read them; to see whom they come from can take long. */
    private static ServerCallExecutorSupplier callExecutor(Etcd etcd, Executor threads) {
        return new ServerCallExecutorSupplier() {
            @Override
            public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
                var method = call.getMethodDescriptor().getFullMethodName();
                return (KvService.neverWaits(method) || LeaseService.neverWaits(method))
                                && !etcd.auth().enabled()
                        ? Runnable::run
                        : threads;
            }
        };
    }

    /** The same for a name over restarts. */
    private static long identity(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    private static List<String> urls(EtcdServerOptions options) {
        var scheme = options.tls().isPresent() ? "https" : "http";
        return options.addresses().stream()
                .map(address -> scheme + "://" + address.getHostString() + ":" + address.getPort())
                .toList();
    }

    /** The port that is listened on; where there are several, any of them. */
    public int port() {
        return addresses().getFirst().getPort();
    }

    /** Where clients are listened to, in no order. */
    List<InetSocketAddress> addresses() {
        return server.getListenSockets().stream()
                .map(InetSocketAddress.class::cast)
                .toList();
    }

    /**
     * Tells health and metrics at another address too, until this is closed, and nothing else there.
     *
     * @param tls empty for plain HTTP, whatever the API has
     * @return the port
     * @throws IOException when it is taken, or a certificate cannot be read
     */
    public int tellHealth(InetSocketAddress address, Optional<EtcdServerOptions.Tls> tls) throws IOException {
        var opened = HttpPort.open(address, context(tls), pages::healthAndMetrics);
        ports.add(opened);
        return opened.port();
    }

    /** Lets calls under way end, for a few seconds, and breaks off what is left, such as watches. */
    @Override
    public void close() {
        ports.forEach(HttpPort::close);
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
        end.run();
    }
}
