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
import org.jspecify.annotations.Nullable;
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
        var takenAddresses = addresses.all();
        var takenPorts = ports.all();
        Map<String, ServiceThings> services = new HashMap<>();
        stores.of("", "services")
                .forEach("", service -> services.put(ServiceThings.owner(service), ServiceThings.of(service)));
        var within = addresses.within();
        stores.of("", "services").forEach("", service -> {
            var owner = ServiceThings.owner(service);
            for (var address : ServiceThings.of(service).addresses()) {
                if (!within.test(address)) {
                    warnOfRange(owner, address);
                } else if (!isRight(takenAddresses.get(address), owner)) {
                    takeAddress(service, address, services);
                }
            }
            takePorts(service, takenPorts);
        });
        var nobodys = new HashSet<String>();
        takenAddresses.forEach((address, taken) -> {
            if (!has(services, taken.owner(), address)) {
                // One that was taken again since the last look may belong to a write that is under way.
                var suspect = suspect(address, taken.uid());
                nobodys.add(suspect);
                giveBack(suspect, taken.owner(), () -> addresses.remove(address, taken));
            }
        });
        takenPorts.forEach((port, owner) -> {
            if (!services.getOrDefault(owner, ServiceThings.NONE).ports().contains(port)) {
                var suspect = suspect(port, owner);
                nobodys.add(suspect);
                giveBack(suspect, owner, () -> ports.release(port, owner));
            }
        });
        suspects = nobodys;
    }

    private static boolean has(Map<String, ServiceThings> services, String owner, String address) {
        return services.getOrDefault(owner, ServiceThings.NONE).addresses().contains(address);
    }

    private static boolean isRight(ClusterIps.@Nullable Taken taken, String owner) {
        return taken != null && taken.labelled() && taken.owner().equals(owner);
    }

    /** Takes an address for its Service; anew if what was taken says something that is not so. */
    private void takeAddress(ObjectValue service, String address, Map<String, ServiceThings> services) {
        var owner = ServiceThings.owner(service);
        var found = addresses.taken(address);
        if (found.isPresent()) {
            var taken = found.get();
            if (isRight(taken, owner)) {
                return;
            }
            if (!taken.owner().equals(owner) && has(services, taken.owner(), address)) {
                warnOfClash(owner, address);
                return;
            }
            boolean mayBeUnderWay = !taken.owner().isEmpty()
                    && !taken.owner().equals(owner)
                    && !suspects.contains(suspect(address, taken.uid()));
            if (mayBeUnderWay) {
                return;
            }
            addresses.remove(address, taken);
        }
        if (addresses.take(address, service)) {
            LOG.atInfo()
                    .addKeyValue("service", owner)
                    .addKeyValue("address", address)
                    .log("taken what a Service has and was not taken for it");
        }
    }

    private static void warnOfRange(String owner, String address) {
        LOG.atWarn()
                .addKeyValue("service", owner)
                .addKeyValue("address", address)
                .log("a Service has an address that is within no range of services; create it anew");
    }

    private static String suspect(Object thing, String mark) {
        return thing + " " + mark;
    }

    private void takePorts(ObjectValue service, Map<Long, String> takenPorts) {
        var owner = ServiceThings.owner(service);
        for (var port : ServiceThings.of(service).ports()) {
            if (!owner.equals(takenPorts.get(port)) && !ports.take(port, owner) && !ports.isOf(port, owner)) {
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
