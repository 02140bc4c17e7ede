package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import java.util.Map;

/** Volumes and claims are not removed while they are in use: a controller takes the finalizer away. */
final class StorageObjectInUseProtection implements Admission {
    private static final Map<String, String> FINALIZERS = Map.of(
            "persistentvolumeclaims", "kubernetes.io/pvc-protection",
            "persistentvolumes", "kubernetes.io/pv-protection",
            "volumeattributesclasses.storage.k8s.io", "kubernetes.io/vac-protection");

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        var target = request.target();
        var finalizer = FINALIZERS.getOrDefault(target.definition().name().qualified(), "");
        boolean concerns = request.operation() == AdmissionRequest.Operation.CREATE
                && target.subresource().isEmpty()
                && !finalizer.isEmpty();
        if (!concerns) {
            return object;
        }
        var finalizers = object.object("metadata").array("finalizers");
        return finalizers.strings().anyMatch(finalizer::equals)
                ? object
                : object.withAt(finalizers.plus(new StringValue(finalizer)), "metadata", "finalizers");
    }
}
