/**
 * Objects in the store. Trees come in and become bytes once, in one layout ({@link dev.mudi.apiserver.storage.ObjectLayout});
 * a {@link dev.mudi.apiserver.storage.StoredObject} is those bytes, shared with the store, its revision, and an index of what
 * selectors ask for. The revision is known only at commit, so it is not among the bytes: they have a place where it is put when
 * they go out (decision D4). {@link dev.mudi.apiserver.storage.ObjectStorage} creates, changes and deletes under optimistic
 * conditions; keys are upstream's.
 */
@NullMarked
package dev.mudi.apiserver.storage;

import org.jspecify.annotations.NullMarked;
