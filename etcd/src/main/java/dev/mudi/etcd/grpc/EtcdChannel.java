package dev.mudi.etcd.grpc;

import io.grpc.NameResolverRegistry;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The connection to a server, or to the members of one, for calls of {@link Methods}. */
public final class EtcdChannel {
    private EtcdChannel() {}

    /**
     * A connection that is made when it is first used.
     *
     * @param executor what runs the callbacks of calls
     * @throws IOException when a certificate cannot be read
     */
    @SuppressWarnings("deprecation") // There is no other way to give one channel a resolver of its own.
    public static NettyChannelBuilder open(EtcdClientOptions options, Executor executor) throws IOException {
        var registry = new NameResolverRegistry();
        registry.register(new Endpoints(options.endpoints()));
        var builder = NettyChannelBuilder.forTarget(Endpoints.TARGET)
                .nameResolverFactory(registry.asFactory())
                .executor(executor)
                // As etcd's own client: whichever members answer, in turn, so that none that is cut off keeps us.
                .defaultLoadBalancingPolicy("round_robin")
                .maxInboundMessageSize(Integer.MAX_VALUE)
                // As kube-apiserver: who says nothing for so long is taken for dead.
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS);
        return options.tls().isPresent()
                ? builder.sslContext(context(options.tls().get()))
                : builder.usePlaintext();
    }

    private static SslContext context(EtcdClientOptions.Tls tls) throws IOException {
        try {
            var builder = GrpcSslContexts.forClient().trustManager(tls.ca().toFile());
            tls.certificate()
                    .ifPresent(own -> builder.keyManager(
                            own.certificate().toFile(), own.key().toFile()));
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("the certificate files " + tls + " cannot be used: " + e.getMessage(), e);
        }
    }
}
