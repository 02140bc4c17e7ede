package dev.mudi.etcd.grpc;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Gives a channel all endpoints of a cluster under one name; names of hosts are looked up anew each time. */
final class Endpoints extends NameResolverProvider {
    static final String TARGET = "etcd-endpoints:///all";

    private final List<InetSocketAddress> endpoints;

    Endpoints(List<InetSocketAddress> endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public String getDefaultScheme() {
        return "etcd-endpoints";
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new Resolver(Objects.requireNonNullElse(args.getOffloadExecutor(), Runnable::run));
    }

    private final class Resolver extends NameResolver {
        private final Executor executor;
        private Optional<Listener2> told = Optional.empty();

        private Resolver(Executor executor) {
            this.executor = executor;
        }

        /** Not used: each endpoint has its own. */
        @Override
        public String getServiceAuthority() {
            return endpoints.getFirst().getHostString();
        }

        @Override
        public void start(Listener2 listener) {
            told = Optional.of(listener);
            refresh();
        }

        /** A look-up takes time, so it is not done by the thread that moves messages. */
        @Override
        public void refresh() {
            told.ifPresent(listener -> executor.execute(() -> listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(
                            endpoints.stream().map(Endpoints::group).toList()))
                    .build())));
        }

        @Override
        public void shutdown() {
            told = Optional.empty();
        }
    }

    /** A server's certificate is held against the name of its own endpoint. */
    private static EquivalentAddressGroup group(InetSocketAddress endpoint) {
        var host = endpoint.getHostString();
        var attributes = Attributes.newBuilder()
                .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, host)
                .build();
        return new EquivalentAddressGroup(new InetSocketAddress(host, endpoint.getPort()), attributes);
    }
}
