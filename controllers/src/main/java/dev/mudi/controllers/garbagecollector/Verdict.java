package dev.mudi.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is to happen to an object that may have lost its owners. */
sealed interface Verdict {
    /** The finalizer of a deletion that waits for the dependents. */
    String FOREGROUND = "foregroundDeletion";

    /** The finalizer of a deletion that leaves the dependents. */
    String ORPHAN = "orphan";

    /** An owner, as far as its dependents care. */
    enum Owner {
        /** Is there. */
        SOLID,
        /** Is not there. */
        ABSENT,
        /** Is being deleted and waits for its dependents to go first. */
        WAITING
    }

    /** Nothing. */
    record Keep() implements Verdict {}

    /** The object lives on with an owner, but no longer names those that are gone or wait for it. */
    record Disown(List<OwnerReference> remaining) implements Verdict {}

    /** The object goes. */
    record Delete(String propagationPolicy) implements Verdict {}

    /**
     * Decides about an object that is not being deleted.
     *
     * @param hasDependents whether others name the object as their owner
     */
    static Verdict of(HasMetadata object, boolean hasDependents, Function<OwnerReference, Owner> owners) {
        var references = object.getMetadata().getOwnerReferences();
        List<OwnerReference> solid = new ArrayList<>();
        boolean waiting = false;
        for (var reference : references) {
            switch (owners.apply(reference)) {
                case SOLID -> solid.add(reference);
                case WAITING -> waiting = true;
                case ABSENT -> {}
            }
        }
        if (references.isEmpty() || solid.size() == references.size()) {
            return new Keep();
        }
        if (!solid.isEmpty()) {
            return new Disown(solid);
        }
        var finalizers = object.getMetadata().getFinalizers();
        if (finalizers.contains(ORPHAN)) {
            return new Delete("Orphan");
        }
        // An owner that waits is only gone when all below it are, so they go in the foreground too.
        return new Delete((waiting && hasDependents) || finalizers.contains(FOREGROUND) ? "Foreground" : "Background");
    }
}
