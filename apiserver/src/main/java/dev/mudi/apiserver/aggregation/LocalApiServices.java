package dev.mudi.apiserver.aggregation;

import dev.mudi.api.kinds.extensions.Availability;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.aggregation.DefinedGroupVersions.GroupVersion;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/**
 * Keeps the API services of what this server serves: one for each group version that a CustomResourceDefinition serves, as long as
 * one does; and each that has no service behind it is available. What others made without the label of those that are kept so, or
 * gave another value of it, is theirs. Level-triggered: several servers may do it at once. Safe for several threads.
 */
public final class LocalApiServices implements AutoCloseable {
    private static final String GROUP = "apiregistration.k8s.io";
    private static final String RESOURCE = "apiservices";
    private static final String COLLECTION = "/apis/" + GROUP + "/v1/" + RESOURCE;

    /** Of API services that are the server's: {@code true} always, {@code onstart} when it starts. */
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";

    /** Upstream's: below every built-in group. */
    private static final int GROUP_PRIORITY = 1000;

    private static final int VERSION_PRIORITY = 100;

    private final ObjectSource source;
    private final Loopback loopback;
    private final InstantSource clock;
    private final DefinedGroupVersions defined = new DefinedGroupVersions();
    private final PendingNames pending = new PendingNames("local API services", this::reconcile);

    /** All API services, the newest of each. */
    private final ConcurrentMap<String, ObjectValue> services = new ConcurrentHashMap<>();

    private volatile List<ObjectSource.Subscription> subscriptions = List.of();

    /** Follows the source, writes by the loopback. */
    public LocalApiServices(ObjectSource source, Loopback loopback, InstantSource clock) {
        this.source = source;
        this.loopback = loopback;
        this.clock = clock;
    }

    /** Begins; when it returns, each group version that is defined has its API service, or what kept it from that was logged. */
    public void start() {
        subscriptions = List.of(
                source.follow(GROUP, RESOURCE, new Services()),
                source.follow("apiextensions.k8s.io", "customresourcedefinitions", new Definitions()));
        pending.pass();
        pending.start();
    }

    private final class Services implements ObjectSource.ObjectListener {
        @Override
        public void exists(ObjectValue service) {
            var name = ObjectMeta.of(service).name();
            services.put(name, service);
            pending.add(Set.of(name));
        }

        @Override
        public void gone(ObjectValue last) {
            var name = ObjectMeta.of(last).name();
            services.remove(name);
            pending.add(Set.of(name));
        }
    }

    private final class Definitions implements ObjectSource.ObjectListener {
        @Override
        public void exists(ObjectValue definition) {
            pending.add(defined.put(definition));
        }

        @Override
        public void gone(ObjectValue last) {
            pending.add(defined.remove(last));
        }
    }

    /** Shows the names of all API services, and whether each is available. */
    public void forEach(BiConsumer<String, Boolean> visitor) {
        services.forEach((name, service) -> visitor.accept(name, Availability.isTold(service)));
    }

    private void reconcile(String name) {
        reconcile(name, Optional.ofNullable(services.get(name)), defined.of(name));
    }

    private void reconcile(String name, Optional<ObjectValue> found, Optional<GroupVersion> wanted) {
        if (found.isEmpty()) {
            wanted.ifPresent(groupVersion -> loopback.create(COLLECTION, service(groupVersion)));
            return;
        }
        var service = found.get();
        boolean ours = ObjectMeta.of(service).labels().getOrDefault(MANAGED, "").equals("true");
        if (ours && wanted.isEmpty()) {
            loopback.delete(COLLECTION + "/" + name);
        } else if (ours && !service.object("spec").equals(spec(wanted.orElseThrow()))) {
            loopback.update(COLLECTION + "/" + name, service.with("spec", spec(wanted.orElseThrow())));
        } else if (!service.object("spec").has("service")) {
            var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            var next = Availability.LOCAL.in(service, now);
            if (!next.equals(service)) {
                loopback.update(COLLECTION + "/" + name + "/status", next);
            }
        }
    }

    private static ObjectValue service(GroupVersion groupVersion) {
        var labels = ObjectValue.EMPTY.with(MANAGED, "true");
        return ObjectValue.builder()
                .put("apiVersion", GROUP + "/v1")
                .put("kind", "APIService")
                .put(
                        "metadata",
                        ObjectValue.EMPTY.with("name", groupVersion.name()).with("labels", labels))
                .put("spec", spec(groupVersion))
                .build();
    }

    private static ObjectValue spec(GroupVersion groupVersion) {
        return ObjectValue.builder()
                .put("group", groupVersion.group())
                .put("version", groupVersion.version())
                .put("groupPriorityMinimum", GROUP_PRIORITY)
                .put("versionPriority", VERSION_PRIORITY)
                .build();
    }

    /** Follows no more, and ends its thread. Idempotent. */
    @Override
    public void close() {
        subscriptions.forEach(ObjectSource.Subscription::close);
        pending.close();
    }
}
