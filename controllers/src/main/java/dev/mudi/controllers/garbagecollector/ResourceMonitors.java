package dev.mudi.controllers.garbagecollector;

import dev.mudi.client.ApiResource;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.FollowedResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/** The informers of all resources that can be deleted, each with a handler of the collector. */
final class ResourceMonitors implements AutoCloseable {
    private final FollowedResources followed;

    ResourceMonitors(Informers informers, Function<ApiResource, ResourceEventHandler<HasMetadata>> handlers) {
        this.followed = new FollowedResources(informers, ResourceMonitors::isMonitored, handlers);
    }

    private static boolean isMonitored(ApiResource resource) {
        // Events own nothing, are owned by nothing, and are many.
        return resource.verbs().contains("delete") && !resource.plural().equals("events");
    }

    /** Watches exactly the resources that there are now. */
    void follow(Collection<ApiResource> resources) {
        followed.follow(resources);
    }

    /** Waits until every resource has been listed once; false when the time is over. */
    boolean awaitSync(Duration atMost) throws InterruptedException {
        return followed.awaitSync(atMost);
    }

    /** The resource that an owner reference names, if there is such. */
    Optional<ApiResource> resourceOf(OwnerReference owner) {
        return followed.resources().stream()
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
        return followed.lister(identity.resource())
                .flatMap(lister -> lister.get(identity.key()))
                .filter(object -> object.getMetadata().getUid().equals(identity.uid()))
                .map(object -> object);
    }

    @Override
    public void close() {
        followed.close();
    }
}
