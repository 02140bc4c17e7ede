package dev.mudi.apiserver.allocation;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.metrics.AllocationMetrics;
import dev.mudi.apiserver.metrics.AllocationMetrics.Scope;
import dev.mudi.apiserver.registry.Reservations;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.registry.WriteRequest;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gives Services their cluster IPs and node ports (kube-apiserver, registry/core/service Allocators), for a cluster of IPv4
 * addresses: each is taken in the store before the Service is stored. Safe for several threads.
 */
public final class ServiceAllocation implements Reservations {
    /** The types that have an address of their own. */
    private static final Set<String> TYPES = Set.of("ClusterIP", "NodePort", "LoadBalancer");

    private final ClusterIps addresses;
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
    public record Ranges(AddressRange addresses, int firstPort, int lastPort) {
        /** Kubeadm's addresses and upstream's default ports. */
        public static final Ranges DEFAULT = new Ranges(AddressRange.parse("10.96.0.0/12"), 30_000, 32_767);
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
            service = service.with("spec", ServiceFamilies.initialised(service, current));
            if (!TYPES.contains(type)) {
                return;
            }
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
                long start = System.nanoTime();
                var found = addresses.takeAny(service, forShow);
                measure(found.orElse(""), Scope.DYNAMIC, found.isPresent(), start);
                address = found.orElseThrow(() -> full("failed to allocate a serviceIP for Service \""
                        + ObjectMeta.of(service).name() + "\": range is full"));
                noteTaken(address);
            } else if (!had.addresses().contains(given)) {
                takeGiven(given);
            }
            service = service.with(
                    "spec", spec.with("clusterIP", address).with("clusterIPs", ArrayValue.of(Value.of(address))));
        }

        /** Nothing that is for show is counted. */
        private void measure(String address, Scope scope, boolean given, long start) {
            if (!forShow) {
                metrics.address(addresses.rangeOf(address), scope, given, System.nanoTime() - start);
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

        private void takeGiven(String given) {
            long start = System.nanoTime();
            var within = addresses.contains(given);
            if (within.isEmpty()) {
                // Validation says what is wrong with it.
                return;
            }
            if (!within.get()) {
                refuseAddress(given, "the provided network does not match the current range");
            }
            boolean got = forShow ? addresses.isFree(given) : addresses.take(given, service);
            measure(given, Scope.STATIC, got, start);
            if (!got) {
                refuseAddress(given, "provided IP is already allocated");
            }
            noteTaken(given);
        }

        private void refuseAddress(String given, String why) {
            refuse(
                    FieldPath.of("spec", "clusterIPs"),
                    service.object("spec").array("clusterIPs"),
                    "failed to allocate IP " + given + ": " + why);
        }

        private StatusException full(String what) {
            return StatusException.of(Reason.INTERNAL_ERROR, "Internal error occurred: " + what);
        }

        /** Ports with the same number share a node port where none is asked for; the same in several protocols is taken once. */
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
                    long port = sharedPort(wanted, wanted.object(i)).orElseGet(this::freePort);
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
