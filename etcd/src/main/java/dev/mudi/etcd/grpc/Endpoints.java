package dev.mudi.etcd.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

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
        return new NameResolver() {
            @Override
            public String getServiceAuthority() {
                return endpoints.getFirst().getHostString();
            }

            @Override
            public void start(Listener2 listener) {
                var groups = endpoints.stream()
                        .map(endpoint -> new EquivalentAddressGroup(
                                new InetSocketAddress(endpoint.getHostString(), endpoint.getPort())))
                        .toList();
                listener.onResult(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromValue(groups))
                        .build());
            }

            @Override
            public void shutdown() {
                // Nothing is held.
            }
        };
    }
}
