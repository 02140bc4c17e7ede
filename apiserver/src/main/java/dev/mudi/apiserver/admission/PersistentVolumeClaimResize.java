package dev.mudi.apiserver.admission;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;

/** Only bound claims whose storage class allows it may grow. */
final class PersistentVolumeClaimResize implements Admission {
    private final LiveObjects objects;

    PersistentVolumeClaimResize(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() != AdmissionRequest.Operation.UPDATE
                || !request.target().is("", "persistentvolumeclaims")) {
            return;
        }
        var next = request.object().orElse(ObjectValue.EMPTY);
        var old = request.old().orElse(ObjectValue.EMPTY);
        if (size(next).compareTo(size(old)) <= 0) {
            return;
        }
        if (!old.object("status").string("phase").equals("Bound")) {
            throw request.forbidden("Only bound persistent volume claims can be expanded");
        }
        var name = next.object("spec").string("storageClassName");
        boolean allowed = !name.isEmpty()
                && objects.get("storage.k8s.io", "storageclasses", "", name)
                        .filter(one -> one.bool("allowVolumeExpansion"))
                        .isPresent();
        if (!allowed) {
            throw request.forbidden("only dynamically provisioned pvc can be resized and "
                    + "the storageclass that provisions the pvc must support resize");
        }
    }

    private static Quantity size(ObjectValue claim) {
        var text = claim.object("spec").object("resources").object("requests").string("storage");
        return ResourceList.quantity(text);
    }
}
