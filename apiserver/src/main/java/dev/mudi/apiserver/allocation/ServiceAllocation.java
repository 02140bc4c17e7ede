package dev.mudi.apiserver.allocation;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.registry.Reservations;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.registry.WriteRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gives Services their cluster IPs and node ports (kube-apiserver, registry/core/service Allocators), for a cluster of IPv4
 * addresses. Safe for several threads.
 */
public final class ServiceAllocation implements Reservations {
    private static final int RANDOM_TRIES = 32;
    private static final int LEAST_BAND = 16;

    private final ResourceStores stores;
    private final Ranges ranges;
    private final RandomGenerator random;

    /** Taken by writes under way; with the services in use, guarded by itself. */
    private final Set<String> pending = new HashSet<>();

    private Optional<ServicesInUse> inUse = Optional.empty();

    /**
     * From where is taken.
     *
     * @param addresses of cluster IPs, upstream's flag {@code --service-cluster-ip-range}
     * @param firstPort of node ports
     * @param lastPort of node ports, this one included
     */
    public record Ranges(AddressRange addresses, int firstPort, int lastPort) {
        /** Kubeadm's addresses and upstream's default ports. */
        public static final Ranges DEFAULT = new Ranges(AddressRange.parse("10.96.0.0/12"), 30_000, 32_767);
    }

    /** Allocation for the Services of these stores. */
    public ServiceAllocation(ResourceStores stores, Ranges ranges, RandomGenerator random) {
        this.stores = stores;
        this.ranges = ranges;
        this.random = random;
    }

    @Override
    public Reservation take(WriteRequest request, ObjectValue next, Optional<ObjectValue> current) {
        if (!request.target().subresource().isEmpty()) {
            return NONE.take(request, next, current);
        }
        var taken = new Taken(next, current);
        synchronized (pending) {
            used().refresh();
            try {
                taken.takeAll();
            } catch (StatusException e) {
                pending.removeAll(taken.things);
                throw e;
            }
        }
        return taken;
    }

    private ServicesInUse used() {
        var present = inUse;
        if (present.isEmpty()) {
            present = Optional.of(new ServicesInUse(stores.of("", "services")));
            inUse = present;
        }
        return present.get();
    }

    private boolean isFree(String thing) {
        return !pending.contains(thing) && !used().has(thing);
    }

    /** What one write has taken. */
    private final class Taken implements Reservation {
        private final List<String> things = new ArrayList<>();
        private final Optional<ObjectValue> current;
        private final Set<String> had;
        private ObjectValue service;

        private Taken(ObjectValue service, Optional<ObjectValue> current) {
            this.service = service;
            this.current = current;
            this.had = current.map(ServicesInUse::things).map(Set::copyOf).orElse(Set.of());
        }

        @Override
        public ObjectValue object() {
            return service;
        }

        /** Once stored the Service itself says what it has, and what it no longer says is free. */
        @Override
        public void commit() {
            cancel();
        }

        @Override
        public void cancel() {
            synchronized (pending) {
                pending.removeAll(things);
            }
        }

        private void takeAll() {
            var type = service.object("spec").string("type");
            if (type.equals("ExternalName")) {
                return;
            }
            service = service.with("spec", ServiceFamilies.initialised(service, current));
            takeAddress();
            if (type.equals("NodePort") || type.equals("LoadBalancer")) {
                takePorts();
            }
            takeHealthPort(type);
        }

        private void takeAddress() {
            var spec = service.object("spec");
            var given = spec.array("clusterIPs").isEmpty()
                    ? spec.string("clusterIP")
                    : spec.array("clusterIPs").strings().findFirst().orElse("");
            if (given.equals("None")) {
                return;
            }
            var address = given;
            if (given.isEmpty()) {
                address = freeAddress();
                things.add(address);
                pending.add(address);
            } else if (!had.contains(given)) {
                takeGiven(given);
            }
            service = service.with(
                    "spec", spec.with("clusterIP", address).with("clusterIPs", ArrayValue.of(Value.of(address))));
        }

        private void takeGiven(String given) {
            var within = ranges.addresses().contains(given);
            if (within.isEmpty()) {
                // Validation says what is wrong with it.
                return;
            }
            var why = !within.get()
                    ? "the provided IP (" + given + ") is not in the valid range. The range of valid IPs is "
                            + ranges.addresses()
                    : isFree(given) ? "" : "provided IP is already allocated";
            if (!why.isEmpty()) {
                refuse(
                        FieldPath.of("spec", "clusterIPs"),
                        service.object("spec").array("clusterIPs"),
                        "failed to allocate IP " + given + ": " + why);
            }
            things.add(given);
            pending.add(given);
        }

        /** At random, above the part of the range where people choose addresses (KEP-3070). */
        private String freeAddress() {
            int size = ranges.addresses().size();
            int band = Math.min(Math.max(LEAST_BAND, size / 16), 256);
            for (int i = 0; i < RANDOM_TRIES && size > band; i++) {
                var address = ranges.addresses().at(band + random.nextInt(size - band));
                if (isFree(address)) {
                    return address;
                }
            }
            for (int i = 0; i < size; i++) {
                var address = ranges.addresses().at((band + i) % size);
                if (isFree(address)) {
                    return address;
                }
            }
            throw StatusException.of(
                    Reason.INTERNAL_ERROR,
                    "Internal error occurred: failed to allocate a serviceIP for Service \""
                            + ObjectMeta.of(service).name() + "\": range is full");
        }

        /** Ports with the same number share a node port where none is asked for; the same in several protocols is taken once. */
        private void takePorts() {
            var spec = service.object("spec");
            boolean allocates = !spec.string("type").equals("LoadBalancer")
                    || !spec.has("allocateLoadBalancerNodePorts")
                    || spec.bool("allocateLoadBalancerNodePorts");
            var ports = spec.array("ports");
            for (int i = 0; i < ports.size(); i++) {
                long given = ports.object(i).integer("nodePort", 0);
                if (given > 0) {
                    takeGivenPort(given, FieldPath.of("spec", "ports").index(i).child("nodePort"));
                } else if (allocates) {
                    long port = sharedPort(ports, ports.object(i)).orElseGet(this::freePort);
                    ports = ports.with(i, ports.object(i).with("nodePort", Value.of(port)));
                }
            }
            service = service.with("spec", spec.with("ports", ports));
        }

        private Optional<Long> sharedPort(ArrayValue ports, ObjectValue port) {
            return ports.objects()
                    .filter(other -> other.integer("port", 0) == port.integer("port", 0)
                            && !other.string("protocol").equals(port.string("protocol")))
                    .map(other -> other.integer("nodePort", 0))
                    .filter(number -> number > 0)
                    .findFirst();
        }

        private void takeGivenPort(long port, FieldPath path) {
            var thing = Long.toString(port);
            if (had.contains(thing) || things.contains(thing)) {
                return;
            }
            if (port < ranges.firstPort() || port > ranges.lastPort()) {
                refuse(
                        path,
                        Value.of(port),
                        "provided port is not in the valid range. The range of valid ports is " + ranges.firstPort()
                                + "-" + ranges.lastPort());
            }
            if (!isFree(thing)) {
                refuse(path, Value.of(port), "provided port is already allocated");
            }
            things.add(thing);
            pending.add(thing);
        }

        private long freePort() {
            int size = ranges.lastPort() - ranges.firstPort() + 1;
            int band = Math.min(Math.max(LEAST_BAND, size / 32), 128);
            // The band below is left for people who choose; it comes last.
            int above = Math.max(1, size - band);
            int start = random.nextInt(above);
            for (int i = 0; i < size; i++) {
                int offset = i < above ? (size - above) + (start + i) % above : i - above;
                var thing = Integer.toString(ranges.firstPort() + offset);
                if (isFree(thing)) {
                    things.add(thing);
                    pending.add(thing);
                    return (long) ranges.firstPort() + offset;
                }
            }
            throw StatusException.of(
                    Reason.INTERNAL_ERROR, "Internal error occurred: failed to allocate a nodePort: range is full");
        }

        private void takeHealthPort(String type) {
            var spec = service.object("spec");
            boolean needed = type.equals("LoadBalancer")
                    && spec.string("externalTrafficPolicy").equals("Local");
            if (!needed) {
                return;
            }
            long given = spec.integer("healthCheckNodePort", 0);
            if (given == 0) {
                service = service.with("spec", spec.with("healthCheckNodePort", Value.of(freePort())));
            } else {
                takeGivenPort(given, FieldPath.of("spec", "healthCheckNodePort"));
            }
        }

        private void refuse(FieldPath path, Value value, String why) {
            var errors = new FieldErrors();
            errors.invalid(path, value, why);
            throw StatusException.invalid("", "Service", ObjectMeta.of(service).name(), errors.list());
        }
    }
}
