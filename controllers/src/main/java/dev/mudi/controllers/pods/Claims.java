package dev.mudi.controllers.pods;

import dev.mudi.client.LabelSelectors;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Patches;
import dev.mudi.client.Refusals;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose object is it? An owner keeps what it controls and selects, lets go of what it no longer selects, and adopts what
 * it selects and nobody controls (KEP: "Controller references", upstream's {@code ControllerRefManager}).
 */
public final class Claims {
    private final Patches patches;

    /** What an owner does about an object. */
    enum Claim {
        KEEP,
        RELEASE,
        ADOPT,
        IGNORE
    }

    public Claims(KubernetesClient client) {
        this.patches = new Patches(client);
    }

    static Claim decide(HasMetadata owner, @Nullable LabelSelector selector, HasMetadata object) {
        var controller = OwnerReferences.controllerOf(object);
        var ownerIsGoing = owner.getMetadata().getDeletionTimestamp() != null;
        var selected = LabelSelectors.matches(selector, object.getMetadata().getLabels());
        if (controller.isPresent()) {
            if (!OwnerReferences.isControlledBy(object, owner)) {
                return Claim.IGNORE;
            }
            if (selected) {
                return Claim.KEEP;
            }
            return ownerIsGoing ? Claim.IGNORE : Claim.RELEASE;
        }
        return ownerIsGoing || !selected || object.getMetadata().getDeletionTimestamp() != null
                ? Claim.IGNORE
                : Claim.ADOPT;
    }

    /**
     * Claims what the owner may have of the objects, which are of its namespace.
     *
     * @param fresh reads the owner from the API server, for the last check before the first adoption; null when it is gone
     * @return the objects that are the owner's now
     */
    public <T extends HasMetadata> List<T> claim(
            HasMetadata owner,
            @Nullable LabelSelector selector,
            Collection<T> objects,
            Supplier<? extends @Nullable HasMetadata> fresh) {
        List<T> claimed = new ArrayList<>();
        boolean mayAdopt = false;
        for (var object : objects) {
            switch (decide(owner, selector, object)) {
                case KEEP -> claimed.add(object);
                case RELEASE -> release(owner, object);
                case ADOPT -> {
                    mayAdopt = mayAdopt || isAlive(owner, fresh.get());
                    if (mayAdopt && adopt(owner, object)) {
                        claimed.add(object);
                    }
                }
                case IGNORE -> {}
            }
        }
        return claimed;
    }

    private static boolean isAlive(HasMetadata owner, @Nullable HasMetadata fresh) {
        return fresh != null
                && fresh.getMetadata().getUid().equals(owner.getMetadata().getUid())
                && fresh.getMetadata().getDeletionTimestamp() == null;
    }

    private boolean adopt(HasMetadata owner, HasMetadata object) {
        List<OwnerReference> owners = new ArrayList<>(object.getMetadata().getOwnerReferences());
        owners.removeIf(
                reference -> reference.getUid().equals(owner.getMetadata().getUid()));
        owners.add(OwnerReferences.controllerReference(owner));
        return patchOwners(object, owners);
    }

    private void release(HasMetadata owner, HasMetadata object) {
        List<OwnerReference> owners = new ArrayList<>(object.getMetadata().getOwnerReferences());
        owners.removeIf(
                reference -> reference.getUid().equals(owner.getMetadata().getUid()));
        patchOwners(object, owners);
    }

    /** Writes the owners of exactly this version of the object; false when it is gone. */
    private boolean patchOwners(HasMetadata object, List<OwnerReference> owners) {
        var metadata = object.getMetadata();
        var patch = Map.of(
                "metadata",
                Map.of(
                        "uid", metadata.getUid(),
                        "resourceVersion", metadata.getResourceVersion(),
                        "ownerReferences", owners));
        try {
            patches.merge(Patches.path(object), patch);
            return true;
        } catch (KubernetesClientException e) {
            if (Refusals.isNotFound(e)) {
                return false;
            }
            throw e;
        }
    }
}
