package dev.mudi.apiserver.allocation;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.Addresses.Family;
import dev.mudi.apiserver.metrics.AllocationMetrics;
import dev.mudi.apiserver.metrics.AllocationMetrics.Scope;
import dev.mudi.apiserver.registry.Reservations;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.registry.WriteRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gives Services their cluster IPs and node ports (kube-apiserver, registry/core/service Allocators), of one
 * family or two: each is taken in the store before the Service is stored. Safe for several threads.
 */
public final class ServiceAllocation implements Reservations {
    private final ClusterIps addresses;
    private final ServiceFamilies families;
    private final NodePorts ports;
    private final ResourceStores stores;
    private final AllocationMetrics metrics;

    /**
     * From where is taken.
     *
     * @param addresses of cluster IPs, upstream's flag {@code --service-cluster-ip-range}
     * @param firstPort of node ports
     * @param lastPort of node ports, this one included
     */
    public record Ranges(ServiceRanges addresses, int firstPort, int lastPort) {
        /** Kubeadm's addresses and upstream's default ports. */
        public static final Ranges DEFAULT = new Ranges(ServiceRanges.parse("10.96.0.0/12"), 30_000, 32_767);
    }

    /** Allocation for the Services of these stores. */
    public ServiceAllocation(
            ResourceStores stores,
            Ranges ranges,
            InstantSource clock,
            RandomGenerator random,
            AllocationMetrics metrics) {
        this.stores = stores;
        this.metrics = metrics;
        this.addresses = new ClusterIps(stores, ranges.addresses(), clock, random);
        this.families = new ServiceFamilies(ranges.addresses().families());
        this.ports = new NodePorts(stores.etcd(), stores.keys(), ranges, random);
    }

    /** Shows what is taken in the metrics. */
    public void showUsage() {
        metrics.show(addresses::usage, ports::usage);
    }

    /** What puts right what a crash has left; the caller closes it. */
    public AllocationRepair repair() {
        return new AllocationRepair(stores, addresses, ports);
    }

    /** Which Service has which node port. */
    Map<Long, String> takenPorts() {
        return ports.all();
    }

    @Override
    public Reservation take(WriteRequest request, ObjectValue next, Optional<ObjectValue> current) {
        if (!request.target().subresource().isEmpty()) {
            return NONE.take(request, next, current);
        }
        var taken = new Taken(next, current, request.dryRun());
        try {
            taken.takeAll();
        } catch (StatusException e) {
            taken.cancel();
            throw e;
        }
        return taken;
    }

    @Override
    public void release(WriteRequest request, ObjectValue deleted) {
        var things = ServiceThings.of(deleted);
        var owner = ServiceThings.owner(deleted);
        things.addresses().forEach(address -> addresses.release(address, owner));
        things.ports().forEach(port -> ports.release(port, owner));
    }

    /** What one write has taken. */
    private final class Taken implements Reservation {
        private final Optional<ObjectValue> current;
        private final ServiceThings had;
        private final String owner;
        private final boolean forShow;
        private final Set<String> newAddresses = new LinkedHashSet<>();
        private final Set<Long> newPorts = new LinkedHashSet<>();
        private ObjectValue service;

        private Taken(ObjectValue next, Optional<ObjectValue> current, boolean forShow) {
            this.service = next;
            this.current = current;
            this.had = current.map(ServiceThings::of).orElse(ServiceThings.NONE);
            this.owner = ServiceThings.owner(next);
            this.forShow = forShow;
        }

        @Override
        public ObjectValue object() {
            return service;
        }

        /** The Service has what it says, and what it had before and no longer says is free. */
        @Override
        public void commit() {
            var has = ServiceThings.of(service);
            had.addresses().stream()
                    .filter(address -> !has.addresses().contains(address))
                    .forEach(address -> addresses.release(address, owner));
            had.ports().stream()
                    .filter(port -> !has.ports().contains(port))
                    .forEach(port -> ports.release(port, owner));
        }

        @Override
        public void cancel() {
            if (!forShow) {
                newAddresses.forEach(address -> addresses.release(address, owner));
                newPorts.forEach(port -> ports.release(port, owner));
            }
            newAddresses.clear();
            newPorts.clear();
        }

        private void takeAll() {
            var type = service.object("spec").string("type");
            if (type.equals("ExternalName")) {
                return;
            }
            if (current.isEmpty() || !ServiceFamilies.isLeftAlone(service, current.get())) {
                service = service.with("spec", families.initialised(service, current));
                takeAddresses();
            }
            if (type.equals("NodePort") || type.equals("LoadBalancer")) {
                takePorts();
            }
            takeHealthPort(type);
        }

        /** All of a Service that had none, the second of one that had one; validation sees that others stay. */
        private void takeAddresses() {
            var spec = service.object("spec");
            boolean has = ServiceFamilies.TYPES.contains(spec.string("type"))
                    && !spec.string("clusterIP").equals("None");
            var was = current.map(old -> old.object("spec"))
                    .filter(old -> !old.string("type").equals("ExternalName"));
            if (has && was.isEmpty()) {
                takeAddresses(0);
            } else if (has && isUpgrade(spec, was.orElse(ObjectValue.EMPTY))) {
                takeAddresses(1);
            }
        }

        private boolean isUpgrade(ObjectValue spec, ObjectValue was) {
            return had.addresses().size() == 1
                    && was.array("ipFamilies").size() <= 1
                    && spec.array("ipFamilies").size() == 2;
        }

        private void takeAddresses(int first) {
            var spec = service.object("spec");
            var wanted = spec.array("ipFamilies").strings().toList();
            var all = new ArrayList<>(spec.array("clusterIPs").strings().toList());
            while (all.size() < wanted.size()) {
                all.add("");
            }
            var shown = ArrayValue.ofStrings(all);
            for (int i = first; i < wanted.size(); i++) {
                var family = wanted.get(i).equals(Family.IPV4.text()) ? Family.IPV4 : Family.IPV6;
                if (all.get(i).isEmpty()) {
                    all.set(i, takeAny(family));
                } else {
                    takeGiven(family, all.get(i), shown);
                }
            }
            service = service.with(
                    "spec", spec.with("clusterIP", all.getFirst()).with("clusterIPs", ArrayValue.ofStrings(all)));
        }

        private String takeAny(Family family) {
            long start = System.nanoTime();
            var found = addresses.takeAny(family, service, forShow);
            measure(family, found.orElse(""), Scope.DYNAMIC, found.isPresent(), start);
            var address = found.orElseThrow(() -> full("failed to allocate a serviceIP for Service \""
                    + ObjectMeta.of(service).name() + "\": range is full"));
            noteTaken(address);
            return address;
        }

        /** Nothing that is for show is counted. */
        private void measure(Family family, String address, Scope scope, boolean given, long start) {
            if (!forShow) {
                metrics.address(addresses.rangeOf(family, address), scope, given, System.nanoTime() - start);
            }
        }

        private void measurePort(Scope scope, boolean given) {
            if (!forShow) {
                metrics.port(scope, given);
            }
        }

        private void noteTaken(String address) {
            if (!forShow) {
                newAddresses.add(address);
            }
        }

        private void takeGiven(Family family, String given, ArrayValue shown) {
            long start = System.nanoTime();
            var address = Addresses.canonical(given);
            if (!addresses.contains(address)) {
                refuseAddress(given, shown, outOfRange(family, address));
            }
            // Upstream does not look whether it is taken either when nothing is to be stored.
            boolean got = forShow || addresses.take(address, service);
            measure(family, address, Scope.STATIC, got, start);
            if (!got) {
                refuseAddress(given, shown, "provided IP is already allocated");
            }
            noteTaken(address);
        }

        private String outOfRange(Family family, String address) {
            return forShow
                    ? "the provided IP (" + address + ") is not in the valid range. The range of valid IPs is "
                            + addresses.rangeOf(family, address)
                    : "the provided network does not match the current range";
        }

        private void refuseAddress(String given, ArrayValue shown, String why) {
            refuse(FieldPath.of("spec", "clusterIPs"), shown, "failed to allocate IP " + given + ": " + why);
        }

        private StatusException full(String what) {
            return StatusException.internal(what);
        }

        /** Ports with the same number of a new Service share a node port where none is asked for; the same in several protocols is taken once. */
        private void takePorts() {
            var spec = service.object("spec");
            boolean allocates = !spec.string("type").equals("LoadBalancer")
                    || !spec.has("allocateLoadBalancerNodePorts")
                    || spec.bool("allocateLoadBalancerNodePorts");
            var wanted = spec.array("ports");
            for (int i = 0; i < wanted.size(); i++) {
                long given = wanted.object(i).integer("nodePort", 0);
                if (given > 0) {
                    takeGivenPort(given, FieldPath.of("spec", "ports").index(i).child("nodePort"));
                } else if (allocates) {
                    var shared = current.isEmpty() ? sharedPort(wanted, wanted.object(i)) : Optional.<Long>empty();
                    long port = shared.orElseGet(this::freePort);
                    wanted = wanted.with(i, wanted.object(i).with("nodePort", Value.of(port)));
                }
            }
            service = service.with("spec", spec.with("ports", wanted));
        }

        private Optional<Long> sharedPort(ArrayValue ports, ObjectValue port) {
            return ports.objects()
                    .filter(other -> other.integer("port", 0) == port.integer("port", 0))
                    .map(other -> other.integer("nodePort", 0))
                    .filter(number -> number > 0)
                    .findFirst();
        }

        private void takeGivenPort(long port, FieldPath path) {
            if (had.ports().contains(port) || newPorts.contains(port)) {
                return;
            }
            // Upstream does not look at the range either when nothing is to be stored.
            if (!forShow && !ports.isInRange(port)) {
                refuse(
                        path,
                        Value.of(port),
                        "provided port is not in the valid range. The range of valid ports is " + ports.range());
            }
            boolean got = forShow ? ports.isFree(port) : ports.take(port, owner);
            measurePort(Scope.STATIC, got);
            if (!got) {
                refuse(path, Value.of(port), "provided port is already allocated");
            }
            newPorts.add(port);
        }

        private long freePort() {
            var found = ports.takeAny(owner, forShow);
            measurePort(Scope.DYNAMIC, found.isPresent());
            long port = found.orElseThrow(() -> full("failed to allocate a nodePort: range is full"));
            newPorts.add(port);
            return port;
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
