package dev.mudi.proxy;

import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.proxy.nft.NftTable;
import dev.mudi.proxy.nft.Ruleset;
import dev.mudi.proxy.nft.ServiceRules;
import dev.mudi.proxy.service.Destinations;
import dev.mudi.proxy.service.ServiceKey;
import dev.mudi.proxy.service.ServicePort;
import dev.mudi.proxy.service.ServicePorts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the packet rules of this node in step with the cluster's services.
 *
 * <p>Handlers only note which service changed; one thread takes all that were noted, compiles the rules of their ports and
 * writes the difference in one transaction. When the kernel refuses a transaction, the table is made anew from all services,
 * with a delay that doubles up to half a minute. Closing stops the thread and leaves the rules, so that traffic flows while
 * the daemon is away.
 */
public final class Proxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
    private static final String BY_SERVICE = "proxy-service";
    private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";
    private static final Duration SYNC_WAIT = Duration.ofMinutes(1);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private final ProxyOptions options;
    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final NftTable table;
    private final Ruleset rules;
    private final PendingChanges<ServiceKey> pending = new PendingChanges<>();
    private final List<Informer.Registration> registrations = new ArrayList<>();
    private final Thread thread;

    /** Rule names of each service, so that those of ports that are gone can be removed. Used by the thread only. */
    private final Map<ServiceKey, Set<String>> portsOf = new HashMap<>();

    private Proxy(ProxyOptions options, Informers informers) {
        this.options = options;
        services = informers.of(Service.class);
        slices = informers.of(EndpointSlice.class);
        table = new NftTable(options.table(), options.layout());
        rules = new Ruleset(table.reference());
        thread = Thread.ofVirtual().name("proxy").unstarted(this::run);
    }

    /** Starts; the informers are started by whoever owns them. */
    public static Proxy start(ProxyOptions options, Informers informers) {
        var proxy = new Proxy(options, informers);
        proxy.slices.addIndexer(BY_SERVICE, slice -> List.of(keyOf(slice).toString()));
        proxy.registrations.add(proxy.services.addHandler(ResourceEventHandler.onChange(
                service -> proxy.pending.add(key(service, service.getMetadata().getName())))));
        proxy.registrations.add(
                proxy.slices.addHandler(ResourceEventHandler.onChange(slice -> proxy.pending.add(keyOf(slice)))));
        proxy.thread.start();
        return proxy;
    }

    /** Removes every rule that a proxy with these options made; for a node that leaves the cluster. */
    public static void purge(ProxyOptions options) throws IOException, InterruptedException {
        new NftTable(options.table(), options.layout()).delete();
    }

    private void run() {
        try {
            while (!services.awaitSync(SYNC_WAIT) || !slices.awaitSync(SYNC_WAIT)) {
                LOG.atWarn()
                        .setMessage("services are not listed yet; no rules are written")
                        .log();
            }
            rebuild();
            while (true) {
                apply(pending.take());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().setMessage("proxy stopped").log();
        }
    }

    /** Writes everything that is there, as often as it takes. */
    private void rebuild() throws InterruptedException {
        for (var delay = FIRST_DELAY; ; delay = longer(delay)) {
            pending.clear();
            rules.forget();
            portsOf.clear();
            var wanted = new HashMap<String, ServiceRules>();
            services.lister()
                    .list()
                    .forEach(service ->
                            compile(key(service, service.getMetadata().getName()), wanted));
            try {
                table.replace(rules.update(wanted).apply());
                LOG.atInfo()
                        .setMessage("service rules written")
                        .addKeyValue("ports", rules.size())
                        .log();
                return;
            } catch (IOException e) {
                LOG.atError()
                        .setMessage("service rules could not be written")
                        .addKeyValue("error", e.getMessage())
                        .log();
                pending.pause(delay);
            }
        }
    }

    private void apply(Set<ServiceKey> changed) throws InterruptedException {
        var wanted = new HashMap<String, ServiceRules>();
        changed.forEach(key -> compile(key, wanted));
        var change = rules.update(wanted);
        if (change.isEmpty()) {
            return;
        }
        try {
            table.run(change.apply());
            table.run(change.sweep());
            LOG.atDebug()
                    .setMessage("service rules changed")
                    .addKeyValue("services", changed)
                    .log();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("change of service rules refused; writing all anew")
                    .addKeyValue("error", e.getMessage())
                    .log();
            rebuild();
        }
    }

    private void compile(ServiceKey key, Map<String, ServiceRules> wanted) {
        var service = services.lister().get(key.namespace(), key.name());
        var ports = service.map(ServicePorts::of).orElse(List.<ServicePort>of());
        var names = new HashSet<String>();
        for (var port : ports) {
            var endpoints = ServicePorts.endpoints(
                    port, slices.lister().byIndex(BY_SERVICE, key.toString()), options.nodeName());
            names.add(port.ruleName());
            wanted.put(
                    port.ruleName(),
                    ServiceRules.of(
                            port,
                            Destinations.of(port.policy(), endpoints),
                            options.layout().markRule()));
        }
        var before = names.isEmpty() ? portsOf.remove(key) : portsOf.put(key, names);
        if (before != null) {
            before.stream().filter(name -> !names.contains(name)).forEach(name -> wanted.put(name, ServiceRules.NONE));
        }
    }

    private static ServiceKey keyOf(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        return key(slice, labels == null ? "" : labels.getOrDefault(SERVICE_NAME_LABEL, ""));
    }

    private static ServiceKey key(HasMetadata object, String name) {
        return new ServiceKey(object.getMetadata().getNamespace(), name);
    }

    private static Duration longer(Duration delay) {
        var twice = delay.multipliedBy(2);
        return twice.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : twice;
    }

    @Override
    public void close() {
        registrations.forEach(Informer.Registration::close);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
