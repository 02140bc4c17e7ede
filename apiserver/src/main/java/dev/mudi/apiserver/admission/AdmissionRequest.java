package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.RequestContext;
import java.util.Optional;

/**
 * A write that is to be admitted.
 *
 * @param operation what is done
 * @param target to what
 * @param object as it is to be; empty for deletions
 * @param old as it is; empty for creations
 * @param context who asks, and where warnings go
 * @param dryRun whether nothing is to be stored in the end
 */
public record AdmissionRequest(
        Operation operation,
        Target target,
        Optional<ObjectValue> object,
        Optional<ObjectValue> old,
        RequestContext context,
        boolean dryRun) {

    /** What is done. */
    public enum Operation {
        /** A new object, or one of a subresource's kind is sent to it. */
        CREATE,
        /** An object is replaced or patched. */
        UPDATE,
        /** An object is deleted. */
        DELETE,
        /** Someone connects to it. */
        CONNECT
    }

    /**
     * To what.
     *
     * @param definition of the resource
     * @param subresource empty for the object itself
     * @param namespace empty where there is none
     * @param name empty if it is still to be generated
     */
    public record Target(ResourceDefinition definition, String subresource, String namespace, String name) {
        /** Whether this is a resource itself (not one of its subresources) of a group. */
        public boolean is(String group, String resource) {
            return is(group, resource, "");
        }

        /** Whether this is a subresource of a resource of a group. */
        public boolean is(String group, String resource, String sub) {
            return definition.resource().equals(resource)
                    && definition.group().equals(group)
                    && subresource.equals(sub);
        }
    }

    /** This request with the object as it has become. */
    public AdmissionRequest with(ObjectValue next) {
        return new AdmissionRequest(operation, target, Optional.of(next), old, context, dryRun);
    }

    /** Whether this creates an object of a resource. */
    public boolean creates(String group, String resource) {
        return operation == Operation.CREATE && target.is(group, resource);
    }

    /** Whether this creates or updates an object of a resource. */
    public boolean writes(String group, String resource) {
        return (operation == Operation.CREATE || operation == Operation.UPDATE) && target.is(group, resource);
    }

    /** {@code pods "web" is forbidden: …}, about what this request is for. */
    public StatusException forbidden(String why) {
        var name =
                target.name().isEmpty() ? object.map(AdmissionRequest::nameOf).orElse("") : target.name();
        return StatusException.forbidden(
                target.definition().group(), target.definition().resource(), name, why);
    }

    private static String nameOf(ObjectValue object) {
        var meta = ObjectMeta.of(object);
        return meta.name().isEmpty() ? meta.generateName() : meta.name();
    }
}
