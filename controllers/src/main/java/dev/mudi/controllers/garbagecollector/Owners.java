package dev.mudi.controllers.garbagecollector;

import dev.mudi.client.MetadataClient;
import dev.mudi.client.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Objects;
import java.util.Optional;

/** Finds the owners that objects name. */
final class Owners {
    private final ResourceMonitors monitors;
    private final MetadataClient client;

    Owners(ResourceMonitors monitors, MetadataClient client) {
        this.monitors = monitors;
        this.client = client;
    }

    /** Where the owner would be; empty when its kind is unknown or can't own the dependent. */
    private Optional<ObjectIdentity> identity(HasMetadata dependent, OwnerReference owner) {
        var namespace = Objects.requireNonNullElse(dependent.getMetadata().getNamespace(), "");
        return monitors.resourceOf(owner)
                .filter(resource -> !resource.namespaced() || !namespace.isEmpty())
                .map(resource -> new ObjectIdentity(
                        resource,
                        new ObjectKey(resource.namespaced() ? namespace : "", owner.getName()),
                        owner.getUid()));
    }

    /** The owner as the cache has it. */
    Optional<ObjectIdentity> cached(HasMetadata dependent, OwnerReference owner) {
        return identity(dependent, owner)
                .filter(identity -> monitors.get(identity).isPresent());
    }

    /**
     * What the owner is to the dependent. Only the API server itself may say that it is absent; and where nobody can
     * know, such as with an unknown kind, it counts as present: nothing is deleted on a doubt.
     */
    Verdict.Owner state(HasMetadata dependent, OwnerReference owner) {
        var identity = identity(dependent, owner);
        if (identity.isEmpty()) {
            return Verdict.Owner.SOLID;
        }
        var cached = monitors.get(identity.get());
        if (cached.isPresent()) {
            return state(cached.get());
        }
        return client.get(identity.get().resource(), identity.get().key())
                .filter(live -> live.getMetadata().getUid().equals(owner.getUid()))
                .map(Owners::state)
                .orElse(Verdict.Owner.ABSENT);
    }

    private static Verdict.Owner state(HasMetadata owner) {
        return isDeletedWith(owner, Verdict.FOREGROUND) ? Verdict.Owner.WAITING : Verdict.Owner.SOLID;
    }

    /** Whether the object is being deleted and has the finalizer. */
    static boolean isDeletedWith(HasMetadata object, String finalizer) {
        return object.getMetadata().getDeletionTimestamp() != null
                && object.getMetadata().getFinalizers().contains(finalizer);
    }
}
