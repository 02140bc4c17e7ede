package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Comparator;

/** An ingress that names no class gets the default one, the newest if there are several. */
final class DefaultIngressClass implements Admission {
    private static final String GROUP = "networking.k8s.io";
    private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";
    private static final String OLD_CLASS = "kubernetes.io/ingress.class";

    private final LiveObjects objects;

    DefaultIngressClass(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "DefaultIngressClass";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue ingress) {
        boolean open = request.creates(GROUP, "ingresses")
                && !ingress.object("spec").has("ingressClassName")
                && !ObjectMeta.of(ingress).annotations().containsKey(OLD_CLASS);
        if (!open) {
            return ingress;
        }
        return objects.list(GROUP, "ingressclasses", "").stream()
                .filter(one -> "true".equals(ObjectMeta.of(one).annotations().get(DEFAULT)))
                .max(Comparator.comparing(
                                (ObjectValue one) -> ObjectMeta.of(one).creationTimestamp())
                        .thenComparing(one -> ObjectMeta.of(one).name(), Comparator.reverseOrder()))
                .map(one -> ingress.withAt(Value.of(ObjectMeta.of(one).name()), "spec", "ingressClassName"))
                .orElse(ingress);
    }
}
