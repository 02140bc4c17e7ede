package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.selector.LabelSelector;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.RegistryServices;
import dev.mudi.apiserver.health.Components;
import dev.mudi.apiserver.metrics.WatchMetrics;
import dev.mudi.apiserver.registry.PodBinder;
import dev.mudi.apiserver.registry.PodEvictor;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.registry.ServiceAccountTokens;
import dev.mudi.apiserver.registry.WritePath;
import dev.mudi.apiserver.registry.Writers;

/** Puts the handler of resources together. */
public final class ResourceHandlers {
    private ResourceHandlers() {}

    /** The handler for the resources of these stores, whose writes go by this path. */
    public static ResourceHandler of(
            ResourceStores stores,
            RegistryServices services,
            WritePath path,
            WatchMetrics watches,
            Components components) {
        var writers = Writers.of(stores.etcd(), path, stores::leaseIsFull);
        var subresources = new SubresourceEndpoints(
                writers.updater(),
                path.admission(),
                path.fields(),
                new PodBinder(path.clock()),
                new PodEvictor(stores, writers.deleter(), path.clock(), ResourceHandlers::selects),
                new ServiceAccountTokens(stores, services.tokens()));
        return new ResourceHandler(
                stores,
                services.reviews(),
                new ResourceHandler.Endpoints(
                        new WatchEndpoint(path.random(), watches),
                        new WriteEndpoints(writers.creator(), writers.updater()),
                        new PatchEndpoint(writers.updater(), path.fields()),
                        new DeleteEndpoints(writers.deleter()),
                        subresources,
                        new ComponentStatuses(components)),
                path.clock());
    }

    /** Whether a label selector matches an object; one that is malformed matches nothing. */
    private static boolean selects(ObjectValue selector, ObjectValue object) {
        try {
            return LabelSelector.of(selector).matches(object.object("metadata").object("labels"));
        } catch (MalformedException e) {
            return false;
        }
    }
}
