package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.storage.StoredObject;

/** What a write led to. */
public sealed interface WriteResult {
    /** The object is stored like this. */
    record Stored(StoredObject object, boolean created) implements WriteResult {}

    /** The object would be stored like this, or was deleted and was like this last. */
    record Shown(ObjectValue object, boolean created) implements WriteResult {}

    /** Whether there was no such object before. */
    boolean created();

    /** The object as a tree, in the version in which the store's resource is served. */
    default ObjectValue tree(ResourceStore store) {
        return switch (this) {
            case Stored(var object, var ignored) -> store.served(object);
            case Shown(var object, var ignored) -> object;
        };
    }
}
