package dev.mudi.dns;

import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.dns.records.ClusterZone;
import dev.mudi.dns.records.ServiceKey;
import dev.mudi.dns.records.ServiceReader;
import dev.mudi.dns.server.Answers;
import dev.mudi.dns.server.DnsServer;
import dev.mudi.dns.server.Upstream;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cluster's DNS server. It listens from the start and answers what it knows; informers are started by whoever owns them.
 * Closing frees the port.
 */
public final class ClusterDns implements AutoCloseable {
    private static final String BY_SERVICE = "dns-service";
    private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final ClusterZone zone;
    private final DnsServer server;
    private final ReentrantLock changes = new ReentrantLock();
    private final List<Informer.Registration> registrations = new ArrayList<>();

    private ClusterDns(Informers informers, ClusterZone zone, DnsServer server) {
        services = informers.of(Service.class);
        slices = informers.of(EndpointSlice.class);
        this.zone = zone;
        this.server = server;
    }

    /**
     * Starts.
     *
     * @param domain of the cluster, {@code cluster.local}
     * @param address to listen on; port 0 for any
     * @param upstream for names outside the cluster
     * @throws IOException when the address is taken
     */
    public static ClusterDns start(Informers informers, String domain, InetSocketAddress address, Upstream upstream)
            throws IOException {
        var zone = new ClusterZone(domain.endsWith(".") ? domain : domain + ".");
        var dns = new ClusterDns(informers, zone, DnsServer.start(address, new Answers(zone, upstream)));
        dns.slices.addIndexer(BY_SERVICE, slice -> List.of(indexed(keyOf(slice))));
        dns.registrations.add(dns.services.addHandler(ResourceEventHandler.onChange(
                service -> dns.changed(key(service, service.getMetadata().getName())))));
        dns.registrations.add(dns.slices.addHandler(ResourceEventHandler.onChange(slice -> dns.changed(keyOf(slice)))));
        return dns;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Two informers call this, each in its own thread; the later call sees both caches as they are. */
    private void changed(ServiceKey key) {
        changes.lock();
        try {
            services.lister()
                    .get(key.namespace(), key.name())
                    .ifPresentOrElse(
                            service -> zone.put(
                                    key,
                                    ServiceReader.read(service, slices.lister().byIndex(BY_SERVICE, indexed(key)))),
                            () -> zone.remove(key));
        } finally {
            changes.unlock();
        }
    }

    private static String indexed(ServiceKey key) {
        return key.namespace() + "/" + key.name();
    }

    private static ServiceKey keyOf(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        return key(slice, labels == null ? "" : labels.getOrDefault(SERVICE_NAME_LABEL, ""));
    }

    private static ServiceKey key(HasMetadata object, String name) {
        return new ServiceKey(object.getMetadata().getNamespace(), name);
    }

    @Override
    public void close() throws IOException {
        registrations.forEach(Informer.Registration::close);
        server.close();
    }
}
