package dev.mudi.controllers.spi;

import dev.mudi.client.ApiResource;
import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.Lister;
import dev.mudi.client.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** The informers of all resources of some sort, custom ones too, each with a handler. Thread-safe; followed from one thread. */
public final class FollowedResources implements AutoCloseable {
    private record Followed(Informer<? extends HasMetadata> informer, Informer.Registration registration) {}

    private final Informers informers;
    private final Predicate<ApiResource> wanted;
    private final Function<ApiResource, ResourceEventHandler<HasMetadata>> handlers;
    private final Map<ApiResource, Followed> followed = new ConcurrentHashMap<>();

    /**
     * Follows nothing yet.
     *
     * @param wanted which resources; only those that can be watched are asked about
     * @param handlers makes the handler of a resource
     */
    public FollowedResources(
            Informers informers,
            Predicate<ApiResource> wanted,
            Function<ApiResource, ResourceEventHandler<HasMetadata>> handlers) {
        this.informers = informers;
        this.wanted = wanted;
        this.handlers = handlers;
    }

    /** Watches exactly the wanted ones of the resources that there are now. */
    public void follow(Collection<ApiResource> resources) {
        var now = resources.stream()
                .filter(ApiResource::isWatchable)
                .filter(wanted)
                .toList();
        followed.entrySet().removeIf(entry -> {
            var gone = !now.contains(entry.getKey());
            if (gone) {
                entry.getValue().registration().close();
                informers.forget(entry.getKey().context());
            }
            return gone;
        });
        for (var resource : now) {
            if (!followed.containsKey(resource)) {
                var informer = informers.metadata(resource);
                followed.put(resource, new Followed(informer, informer.addHandler(handlers.apply(resource))));
                informer.start();
            }
        }
    }

    /** Waits until every resource has been listed once; false when the time is over. */
    public boolean awaitSync(Duration atMost) throws InterruptedException {
        for (var one : List.copyOf(followed.values())) {
            if (!one.informer().awaitSync(atMost)) {
                return false;
            }
        }
        return true;
    }

    /** What is followed. */
    public Set<ApiResource> resources() {
        return Collections.unmodifiableSet(followed.keySet());
    }

    /** Reads the cache of a resource, if it is followed. */
    public Optional<Lister<? extends HasMetadata>> lister(ApiResource resource) {
        return Optional.ofNullable(followed.get(resource))
                .map(one -> one.informer().lister());
    }

    /** Whether the cache of a resource holds all changes up to a revision. */
    public boolean hasReached(ApiResource resource, long revision) {
        var one = followed.get(resource);
        return one == null || one.informer().hasReached(revision);
    }

    @Override
    public void close() {
        followed.values().forEach(one -> one.registration().close());
    }
}
