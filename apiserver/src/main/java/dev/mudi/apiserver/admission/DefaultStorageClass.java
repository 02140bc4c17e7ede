package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Comparator;

/** A claim that names no storage class gets the default one, the newest if there are several. */
final class DefaultStorageClass implements Admission {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
    private static final String BETA_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class";
    private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";

    private final LiveObjects objects;

    DefaultStorageClass(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "DefaultStorageClass";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue claim) {
        boolean open = request.creates("", "persistentvolumeclaims")
                && !claim.object("spec").has("storageClassName")
                && !ObjectMeta.of(claim).annotations().containsKey(BETA_CLASS);
        if (!open) {
            return claim;
        }
        return objects.list("storage.k8s.io", "storageclasses", "").stream()
                .filter(DefaultStorageClass::isDefault)
                .max(Comparator.comparing(
                                (ObjectValue one) -> ObjectMeta.of(one).creationTimestamp())
                        .thenComparing(one -> ObjectMeta.of(one).name(), Comparator.reverseOrder()))
                .map(one -> claim.withAt(Value.of(ObjectMeta.of(one).name()), "spec", "storageClassName"))
                .orElse(claim);
    }

    private static boolean isDefault(ObjectValue storageClass) {
        var annotations = ObjectMeta.of(storageClass).annotations();
        return "true".equals(annotations.get(DEFAULT)) || "true".equals(annotations.get(BETA_DEFAULT));
    }
}
