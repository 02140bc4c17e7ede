package dev.mudi.apiserver.storage;

import dev.mudi.api.tree.ObjectValue;

/** What is to become of an object. */
public sealed interface Change {
    /** It is replaced by this. */
    record Write(ObjectValue object) implements Change {}

    /** It is deleted. */
    record Remove() implements Change {}

    /** It stays as it is. */
    record Keep() implements Change {}
}
