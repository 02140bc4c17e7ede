package dev.mudi.apiserver.storage;

/** What became of an object. */
public sealed interface Outcome {
    /** The object as it is now; after a removal, as it was last, with the revision of the removal. */
    StoredObject object();

    /** It was written. */
    record Written(StoredObject object) implements Outcome {}

    /** It was deleted. */
    record Removed(StoredObject object) implements Outcome {}

    /** Nothing was to change. */
    record Unchanged(StoredObject object) implements Outcome {}
}
