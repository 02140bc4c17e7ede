/**
 * The logs of containers, in the CRI format: one line a message, {@code <RFC 3339 time> stdout|stderr F|P <text>}.
 * {@link dev.mudi.kubelet.logs.LogReader} writes a part of a log to a client and follows it over rotations;
 * {@link dev.mudi.kubelet.logs.LogRotation} keeps the files small. Changes of files come as events of the kernel.
 */
@NullMarked
package dev.mudi.kubelet.logs;

import org.jspecify.annotations.NullMarked;
