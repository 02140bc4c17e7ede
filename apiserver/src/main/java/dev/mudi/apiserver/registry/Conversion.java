package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/** Between the version of a kind that is served and the one that is stored. Both ways lose nothing. */
public interface Conversion {
    /** Both are the same. */
    Conversion NONE = new Conversion() {};

    /** A stored object as it is served. */
    default ObjectValue toServed(ObjectValue stored) {
        return stored;
    }

    /** Stored objects as they are served. */
    default List<ObjectValue> toServed(List<ObjectValue> stored) {
        return stored.stream().map(this::toServed).toList();
    }

    /** A served object as it is stored. */
    default ObjectValue toStored(ObjectValue served) {
        return served;
    }

    /** A served object as it would be served once it has been stored: what a dry run shows. */
    default ObjectValue asRead(ObjectValue served) {
        return served;
    }

    /** Whether labels and selectable fields have to be read after converting. */
    default boolean rewrites() {
        return false;
    }

    /** The name that a selectable field of the served version has in the stored one. */
    default String storedLabel(String label) {
        return label;
    }

    /** The versions differ in nothing but apiVersion. */
    static Conversion renaming(String served, String stored) {
        return new Conversion() {
            @Override
            public ObjectValue toServed(ObjectValue object) {
                return object.with("apiVersion", served);
            }

            @Override
            public ObjectValue toStored(ObjectValue object) {
                return object.with("apiVersion", stored);
            }
        };
    }
}
