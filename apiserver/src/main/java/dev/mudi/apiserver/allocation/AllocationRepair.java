package dev.mudi.apiserver.allocation;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.cache.Worker;
import dev.mudi.apiserver.registry.ResourceStores;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what does not agree between Services and what is taken for them (upstream's repair loops): a server that was killed
 * half-way leaves something taken for nobody, an older cluster has Services for which nothing was taken. Now and every three minutes.
 */
public final class AllocationRepair implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AllocationRepair.class);
    private static final Duration INTERVAL = Duration.ofMinutes(3);

    private final ResourceStores stores;
    private final ClusterIps addresses;
    private final NodePorts ports;
    private final Worker worker;
    private volatile boolean closed;

    /** What belonged to nobody at the last look: a write that has taken it may have been under way then. */
    private Set<String> suspects = Set.of();

    AllocationRepair(ResourceStores stores, ClusterIps addresses, NodePorts ports) {
        this.stores = stores;
        this.addresses = addresses;
        this.ports = ports;
        this.worker = new Worker("service allocation repair", this::work);
    }

    /** Looks once, then begins to look again and again. */
    public void start() {
        repair();
        worker.start();
    }

    private void work() {
        while (!closed) {
            LockSupport.parkNanos(INTERVAL.toNanos());
            if (!closed) {
                tryRepair();
            }
        }
    }

    private void tryRepair() {
        try {
            repair();
        } catch (RuntimeException e) {
            LOG.atWarn().log("addresses and node ports of Services could not be checked: {}", e.getMessage());
        }
    }

    /** Takes what Services have and nobody has taken, and gives back what has belonged to nobody at two looks. */
    void repair() {
        Map<String, ServiceThings> services = new HashMap<>();
        var takenAddresses = addresses.all();
        var takenPorts = ports.all();
        stores.of("", "services").forEach("", service -> {
            services.put(ServiceThings.owner(service), ServiceThings.of(service));
            take(service, takenAddresses, takenPorts);
        });
        var nobodys = new HashSet<String>();
        takenAddresses.forEach((address, owner) -> {
            if (!services.getOrDefault(owner, ServiceThings.NONE).addresses().contains(address)) {
                nobodys.add(address);
                giveBack(address, owner, () -> addresses.release(address, owner));
            }
        });
        takenPorts.forEach((port, owner) -> {
            if (!services.getOrDefault(owner, ServiceThings.NONE).ports().contains(port)) {
                nobodys.add(port.toString());
                giveBack(port.toString(), owner, () -> ports.release(port, owner));
            }
        });
        suspects = nobodys;
    }

    private void take(ObjectValue service, Map<String, String> takenAddresses, Map<Long, String> takenPorts) {
        var owner = ServiceThings.owner(service);
        var things = ServiceThings.of(service);
        for (var address : things.addresses()) {
            boolean known = owner.equals(takenAddresses.get(address));
            boolean ours = addresses.contains(address).isPresent();
            if (!known && ours && !addresses.take(address, service)) {
                warnOfClash(owner, address);
            }
        }
        for (var port : things.ports()) {
            if (!owner.equals(takenPorts.get(port)) && !ports.take(port, owner)) {
                warnOfClash(owner, port.toString());
            }
        }
    }

    private static void warnOfClash(String owner, String thing) {
        LOG.atWarn()
                .addKeyValue("service", owner)
                .addKeyValue("thing", thing)
                .log("a Service has an address or a node port that is taken for another");
    }

    private void giveBack(String thing, String owner, Runnable release) {
        if (suspects.contains(thing)) {
            release.run();
            LOG.atInfo()
                    .addKeyValue("service", owner)
                    .addKeyValue("thing", thing)
                    .log("given back what no Service has");
        }
    }

    @Override
    public void close() {
        closed = true;
        worker.close();
    }
}
