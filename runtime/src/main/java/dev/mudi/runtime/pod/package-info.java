/**
 * Sandboxes and containers: their state on disk and in memory, and what CRI does to them.
 *
 * <p>A {@link dev.mudi.runtime.pod.SandboxRecord} or {@link dev.mudi.runtime.pod.ContainerRecord} is an immutable value,
 * replaced as a whole and written to disk at every change; {@link dev.mudi.runtime.pod.Sandboxes} and {@link
 * dev.mudi.runtime.pod.Containers} carry out what the kubelet asks, and read the records again when the daemon comes back,
 * without touching what runs. In come CRI messages; out go CRI messages, processes, and {@link
 * dev.mudi.runtime.pod.ContainerEvents}.
 */
@NullMarked
package dev.mudi.runtime.pod;

import org.jspecify.annotations.NullMarked;
