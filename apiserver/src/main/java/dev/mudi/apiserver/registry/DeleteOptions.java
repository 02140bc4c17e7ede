package dev.mudi.apiserver.registry;

import java.util.Optional;

/**
 * How something is to be deleted.
 *
 * @param graceSeconds how long the one who runs it has
 * @param propagation what becomes of what it owns; empty for the default
 * @param uid the object must be this one
 * @param resourceVersion the object must be in this state
 * @param dryRun whether nothing is to be stored
 * @param orphanDependents the old form of propagation
 */
public record DeleteOptions(
        Optional<Long> graceSeconds,
        Optional<Propagation> propagation,
        Optional<String> uid,
        Optional<String> resourceVersion,
        boolean dryRun,
        Optional<Boolean> orphanDependents) {
    /** Nothing is said. */
    public static final DeleteOptions DEFAULT = new DeleteOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());

    /** What becomes of what the object owns. */
    public enum Propagation {
        /** It is deleted first. */
        FOREGROUND,
        /** It is deleted afterwards. */
        BACKGROUND,
        /** It stays. */
        ORPHAN
    }

    /** These options for this very state of the object. */
    DeleteOptions inState(String onlyVersion) {
        return new DeleteOptions(graceSeconds, propagation, uid, Optional.of(onlyVersion), dryRun, orphanDependents);
    }

    /** Whether what the object owns is to be left without an owner; empty if nothing is said. */
    Optional<Boolean> orphans() {
        return orphanDependents.isPresent()
                ? orphanDependents
                : propagation.map(policy -> policy == Propagation.ORPHAN);
    }

    /** Whether what the object owns is to be deleted first; empty if nothing is said. */
    Optional<Boolean> foreground() {
        return orphanDependents.isPresent()
                ? Optional.of(false)
                : propagation.map(policy -> policy == Propagation.FOREGROUND);
    }
}
