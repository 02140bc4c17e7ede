package dev.mudi.controllers.garbagecollector;

import dev.mudi.client.ApiResource;
import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The informers of all resources that can be deleted, each with a handler of the collector. */
final class ResourceMonitors implements AutoCloseable {
    private record Monitor(Informer<? extends HasMetadata> informer, Informer.Registration registration) {}

    private final Informers informers;
    private final Function<ApiResource, ResourceEventHandler<HasMetadata>> handlers;
    private final Map<ApiResource, Monitor> monitors = new ConcurrentHashMap<>();

    ResourceMonitors(Informers informers, Function<ApiResource, ResourceEventHandler<HasMetadata>> handlers) {
        this.informers = informers;
        this.handlers = handlers;
    }

    private static boolean isMonitored(ApiResource resource) {
        // Events own nothing, are owned by nothing, and are many.
        return resource.isWatchable()
                && resource.verbs().contains("delete")
                && !resource.plural().equals("events");
    }

    /** Watches exactly the resources that there are now. */
    void follow(Collection<ApiResource> resources) {
        var wanted = resources.stream().filter(ResourceMonitors::isMonitored).toList();
        monitors.entrySet().removeIf(entry -> {
            var gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().registration().close();
                informers.forget(entry.getKey().context());
            }
            return gone;
        });
        for (var resource : wanted) {
            if (!monitors.containsKey(resource)) {
                var informer = informers.metadata(resource);
                monitors.put(resource, new Monitor(informer, informer.addHandler(handlers.apply(resource))));
                informer.start();
            }
        }
    }

    /** Waits until every resource has been listed once; false when the time is over. */
    boolean awaitSync(Duration atMost) throws InterruptedException {
        for (var monitor : List.copyOf(monitors.values())) {
            if (!monitor.informer().awaitSync(atMost)) {
                return false;
            }
        }
        return true;
    }

    /** The resource that an owner reference names, if there is such. */
    Optional<ApiResource> resourceOf(OwnerReference owner) {
        return monitors.keySet().stream()
                .filter(resource -> resource.kind().equals(owner.getKind())
                        && resource.group().equals(groupOf(owner.getApiVersion())))
                .findFirst();
    }

    private static String groupOf(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** The object as the cache has it, if it is that very one. */
    Optional<HasMetadata> get(ObjectIdentity identity) {
        var monitor = monitors.get(identity.resource());
        return monitor == null
                ? Optional.empty()
                : monitor.informer()
                        .lister()
                        .get(identity.key())
                        .filter(object -> object.getMetadata().getUid().equals(identity.uid()))
                        .map(object -> object);
    }

    @Override
    public void close() {
        monitors.values().forEach(monitor -> monitor.registration().close());
    }
}
