/**
 * The volumes of pods, as directories on the node. {@link dev.mudi.kubelet.volume.Volumes} is the way in: a pod comes in,
 * the host path of each of its volumes goes out. Volumes made of API objects are written by
 * {@link dev.mudi.kubelet.volume.AtomicWriter}, so that a container sees either the old files or the new ones. The layout
 * below the root directory is upstream's.
 */
@NullMarked
package dev.mudi.kubelet.volume;

import org.jspecify.annotations.NullMarked;
