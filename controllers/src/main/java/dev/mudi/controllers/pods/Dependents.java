package dev.mudi.controllers.pods;

import dev.mudi.client.Informer;
import dev.mudi.client.Lister;
import dev.mudi.client.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds objects by who controls them, without looking at all of a namespace. */
public final class Dependents<D extends HasMetadata> {
    private static final String BY_CONTROLLER = "controller";

    private final Lister<D> lister;

    public Dependents(Informer<D> informer) {
        informer.addIndexer(BY_CONTROLLER, object -> List.of(controllerOrOrphan(object)));
        this.lister = informer.lister();
    }

    private static String controllerOrOrphan(HasMetadata object) {
        var uid = OwnerReferences.controllerUid(object);
        return uid.isEmpty()
                ? orphansOf(Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""))
                : uid;
    }

    private static String orphansOf(String namespace) {
        return "orphans/" + namespace;
    }

    /** What the owner controls. */
    public List<D> controlledBy(HasMetadata owner) {
        return controlledByUid(owner.getMetadata().getUid());
    }

    /** What the owner with the uid controls. */
    public List<D> controlledByUid(String uid) {
        return lister.byIndex(BY_CONTROLLER, uid);
    }

    /** What the owner controls, and what in its namespace nobody controls. */
    public List<D> controlledByOrOrphaned(HasMetadata owner) {
        List<D> all = new ArrayList<>(controlledBy(owner));
        all.addAll(lister.byIndex(BY_CONTROLLER, orphansOf(owner.getMetadata().getNamespace())));
        return all;
    }
}
