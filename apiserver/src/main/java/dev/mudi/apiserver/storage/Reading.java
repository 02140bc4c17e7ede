package dev.mudi.apiserver.storage;

import dev.mudi.api.tree.ObjectValue;

/** What becomes of a tree when it is read from the store, whose types may have changed since it was written. Pure; safe for several threads. */
public interface Reading {
    /** Nothing becomes of it, and there is one version. */
    Reading AS_STORED = new Reading() {};

    /** The tree as the types of today have it, in the version in which it was stored. */
    default ObjectValue read(ObjectValue stored) {
        return stored;
    }

    /** Whether objects may stand in the store in this version; those of other versions are taken for objects of the layout's. */
    default boolean knows(String apiVersion) {
        return false;
    }
}
