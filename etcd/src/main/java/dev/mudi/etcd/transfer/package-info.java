/**
 * Moves what a store holds into another kind of store. What is in between is our own snapshot: every store of ours writes one
 * ({@link dev.mudi.etcd.Etcd#snapshot}) and is made of one. Of an etcd that is not ours {@link dev.mudi.etcd.transfer.Export}
 * makes one, with its revisions; into one {@link dev.mudi.etcd.transfer.Import} writes it, key by key, at revisions above all that were before.
 */
@NullMarked
package dev.mudi.etcd.transfer;

import org.jspecify.annotations.NullMarked;
