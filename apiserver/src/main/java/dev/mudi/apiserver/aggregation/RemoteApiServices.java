package dev.mudi.apiserver.aggregation;

import dev.mudi.api.kinds.extensions.Availability;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * Says of API services that have a service behind them whether it can be asked, as kube-aggregator's remote availability controller
 * does. Services and EndpointSlices are followed from when the first such API service is made; a cluster without any pays nothing.
 * Level-triggered: several servers may do it at once. Safe for several threads.
 */
public final class RemoteApiServices implements AutoCloseable {
    private static final String GROUP = "apiregistration.k8s.io";
    private static final String RESOURCE = "apiservices";
    private static final String COLLECTION = "/apis/" + GROUP + "/v1/" + RESOURCE;
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ObjectSource source;
    private final Loopback loopback;
    private final InstantSource clock;
    private final PendingNames pending = new PendingNames("remote API services", this::reconcile);

    /** Those with a service behind them, the newest of each. */
    private final ConcurrentMap<String, ObjectValue> remote = new ConcurrentHashMap<>();

    /** By service, and EndpointSlice, the names of the ports that are ready. */
    private final ConcurrentMap<Key, Map<String, Set<String>>> slices = new ConcurrentHashMap<>();

    private volatile List<ObjectSource.Subscription> subscriptions = List.of();

    /** Of the one thread that reconciles, and of who closes once that has ended. */
    private volatile List<ObjectSource.Subscription> backends = List.of();

    private record Key(String namespace, String name) {}

    /** Follows the source, writes by the loopback. */
    public RemoteApiServices(ObjectSource source, Loopback loopback, InstantSource clock) {
        this.source = source;
        this.loopback = loopback;
        this.clock = clock;
    }

    /** Begins. */
    public void start() {
        subscriptions = List.of(source.follow(GROUP, RESOURCE, new ApiServices()));
        pending.start();
    }

    private final class ApiServices implements ObjectSource.ObjectListener {
        @Override
        public void exists(ObjectValue apiService) {
            var name = ObjectMeta.of(apiService).name();
            if (ServiceBackend.of(apiService).isPresent()) {
                remote.put(name, apiService);
                pending.add(Set.of(name));
            } else {
                remote.remove(name);
            }
        }

        @Override
        public void gone(ObjectValue last) {
            remote.remove(ObjectMeta.of(last).name());
        }
    }

    private final class Services implements ObjectSource.ObjectListener {
        @Override
        public void exists(ObjectValue service) {
            look(keyOf(service));
        }

        @Override
        public void gone(ObjectValue last) {
            look(keyOf(last));
        }

        private static Key keyOf(ObjectValue service) {
            var meta = ObjectMeta.of(service);
            return new Key(meta.namespace(), meta.name());
        }
    }

    private final class Slices implements ObjectSource.ObjectListener {
        /** By EndpointSlice the service it was last told to be of; used by one call at a time. */
        private final Map<Key, Key> services = new HashMap<>();

        @Override
        public void exists(ObjectValue slice) {
            var service = serviceOf(slice);
            var before = services.put(Services.keyOf(slice), service);
            if (before != null && !before.equals(service)) {
                leave(before, slice);
            }
            slices.computeIfAbsent(service, any -> new ConcurrentHashMap<>())
                    .put(ObjectMeta.of(slice).name(), ServiceBackend.readyPorts(slice));
            look(service);
        }

        @Override
        public void gone(ObjectValue last) {
            var service = services.remove(Services.keyOf(last));
            if (service != null) {
                leave(service, last);
            }
        }

        private void leave(Key service, ObjectValue slice) {
            slices.computeIfPresent(service, (any, known) -> {
                known.remove(ObjectMeta.of(slice).name());
                return known.isEmpty() ? null : known;
            });
            look(service);
        }

        private static Key serviceOf(ObjectValue slice) {
            var meta = ObjectMeta.of(slice);
            return new Key(meta.namespace(), meta.labels().getOrDefault(SERVICE_NAME, ""));
        }
    }

    private void look(Key key) {
        pending.add(remote.entrySet().stream()
                .filter(entry -> ServiceBackend.of(entry.getValue())
                        .filter(backend -> new Key(backend.namespace(), backend.name()).equals(key))
                        .isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet()));
    }

    private void reconcile(String name) {
        var apiService = remote.get(name);
        if (apiService == null) {
            return;
        }
        if (backends.isEmpty()) {
            backends = List.of(
                    source.follow("", "services", new Services()),
                    source.follow("discovery.k8s.io", "endpointslices", new Slices()));
        }
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var next = availability(ServiceBackend.of(apiService).orElseThrow()).in(apiService, now);
        if (!next.equals(apiService)) {
            loopback.update(COLLECTION + "/" + name + "/status", next);
        }
    }

    private Availability availability(ServiceBackend backend) {
        var key = new Key(backend.namespace(), backend.name());
        Collection<Set<String>> known = slices.getOrDefault(key, Map.of()).values();
        return backend.availability(source.get("", "services", backend.namespace(), backend.name()), known);
    }

    /** Follows no more, and ends its thread. Idempotent. */
    @Override
    public void close() {
        subscriptions.forEach(ObjectSource.Subscription::close);
        pending.close();
        backends.forEach(ObjectSource.Subscription::close);
    }
}
