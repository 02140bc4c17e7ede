/**
 * The state machine of the store: no clock, no thread, and no I/O but to read a value where it {@linkplain
 * dev.mudi.etcd.state.Home lies}.
 *
 * <p>In comes a {@link dev.mudi.etcd.state.State} and a request; out come an answer, the {@link dev.mudi.etcd.state.Effect}
 * to be logged, and the next state. A state never changes: whoever holds one reads it without a lock.
 *
 * <p><b>The ordered map.</b> {@link dev.mudi.etcd.state.CowTree} is a B-tree of nodes up to 64 wide. A change copies the
 * nodes from the root to one leaf and shares the rest; an {@linkplain dev.mudi.etcd.state.CowTree.Edit edit} copies each node
 * once for all changes of a batch. Inner nodes know how many live keys they hold, so that a count costs a descent.
 *
 * <p><b>Old revisions.</b> A leaf holds the newest {@link dev.mudi.etcd.state.Version} of each key, a version points to
 * the one before it, down to the newest at the compacted revision. Keeping a tree root for each revision would cost a
 * kilobyte a write; a version costs 32 bytes. A range at an old revision reads the newest tree and steps over what is
 * younger. {@link dev.mudi.etcd.state.History} lists the versions by revision, for watchers and compaction.
 *
 * <p><b>Values</b> are in memory at first and in files later, which changes nothing of a state: a version says where its value
 * is, and whoever moves it says so to the version ({@code dev.mudi.etcd.values}). Only what needs a value reads it: not counts,
 * lists of keys, comparisons of revisions, or deletions.
 *
 * <p><b>Compaction</b> first moves the state's compacted revision, then {@link dev.mudi.etcd.state.Compaction} cuts the
 * chains in place. So a reader of an old revision asks once more, after it has read, whether the revision still stands.
 */
@NullMarked
package dev.mudi.etcd.state;

import org.jspecify.annotations.NullMarked;
