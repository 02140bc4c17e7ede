package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Optional;

/** Who owns an object, and which of its owners controls it (Kubernetes reference, "Owners and Dependents"). */
public final class OwnerReferences {
    private OwnerReferences() {}

    /** The one owner that controls the object, if it has one. */
    public static Optional<OwnerReference> controllerOf(HasMetadata object) {
        for (var owner : object.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    /** Whether the owner controls the object; decided by uid, so that a namesake does not. */
    public static boolean isControlledBy(HasMetadata object, HasMetadata owner) {
        var uid = owner.getMetadata().getUid();
        return controllerOf(object)
                .filter(reference -> reference.getUid().equals(uid))
                .isPresent();
    }

    /** The uid of the object's controller, empty without one: the value to index dependents by. */
    public static String controllerUid(HasMetadata object) {
        return controllerOf(object).map(OwnerReference::getUid).orElse("");
    }

    /** What an object that the owner makes carries: the owner controls it, and its deletion waits for it. */
    public static OwnerReference controllerReference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
