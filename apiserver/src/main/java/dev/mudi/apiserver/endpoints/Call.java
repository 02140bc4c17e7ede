package dev.mudi.apiserver.endpoints;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.admission.AdmissionRequest;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.registry.WriteRequest;
import dev.mudi.apiserver.storage.StoredObject;
import java.time.InstantSource;

/**
 * A request for a resource that is served, and where its answer goes.
 *
 * @param context the request and who asks
 * @param store of the resource
 * @param response where the answer goes
 * @param clock for ages in tables
 */
record Call(RequestContext context, ResourceStore store, ApiResponse response, InstantSource clock) {
    ResourceDefinition definition() {
        return store.definition();
    }

    RequestInfo info() {
        return context.info();
    }

    /** The namespace; empty for resources without. */
    String namespace() {
        return definition().isNamespaced() ? info().namespace() : "";
    }

    /** The object that is asked for, as new as the query wants it. */
    StoredObject object() {
        var query = context.request().query();
        if (!query.get("export").isEmpty() && query.bool("export")) {
            throw StatusException.badRequest("the export parameter, deprecated since v1.14, is no longer supported");
        }
        Parameters.revision(query.get("resourceVersion"))
                .ifPresent(wanted -> store.cache().snapshotNotOlderThan(wanted));
        return store.get(namespace(), info().name());
    }

    /** The write that the request asks for. */
    WriteRequest write(boolean dryRun, String manager) {
        var target = new AdmissionRequest.Target(definition(), info().subresource(), namespace(), info().name());
        return new WriteRequest(context, store, target, dryRun, manager);
    }
}
