package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.admission.AdmissionRequest;
import java.util.Optional;

/**
 * A write on its way through the registry.
 *
 * @param context who asks, and where warnings go
 * @param store of the resource
 * @param target to what
 * @param dryRun whether everything is done but the storing
 * @param manager who owns the fields that are written
 */
public record WriteRequest(
        RequestContext context, ResourceStore store, AdmissionRequest.Target target, boolean dryRun, String manager) {

    /** What the resource is. */
    public ResourceDefinition definition() {
        return store.definition();
    }

    /** The rules of the resource or, for a subresource, of that. */
    public Strategy strategy() {
        var strategy = definition().strategy();
        var subresource = target.subresource();
        // A scale changes the object itself, by another form.
        return subresource.isEmpty() || subresource.equals("scale") ? strategy : strategy.subresource(subresource);
    }

    /** What admission is asked. */
    AdmissionRequest admission(
            AdmissionRequest.Operation operation, Optional<ObjectValue> object, Optional<ObjectValue> old) {
        return new AdmissionRequest(operation, target, object, old, context, dryRun);
    }

    /** The same for another object: one whose name was generated, or one of a collection. */
    public WriteRequest named(String name) {
        var other = new AdmissionRequest.Target(target.definition(), target.subresource(), target.namespace(), name);
        return new WriteRequest(context, store, other, dryRun, manager);
    }

    /** The same for an object of a collection over all namespaces. */
    public WriteRequest named(String namespace, String name) {
        var other = new AdmissionRequest.Target(target.definition(), target.subresource(), namespace, name);
        return new WriteRequest(context, store, other, dryRun, manager);
    }
}
