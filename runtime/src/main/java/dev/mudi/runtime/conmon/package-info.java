/**
 * Containers' processes through runc, each under a conmon that holds its streams, writes its log and its exit code, and
 * lives in a session of its own, so that this process may come and go (design D9).
 *
 * <p>{@link dev.mudi.runtime.conmon.Conmon} starts them; a monitor's end says that its container has ended, and leaves the
 * exit code in a file; {@link dev.mudi.runtime.conmon.AttachSession} and {@link
 * dev.mudi.runtime.conmon.RuncExec} join the streams of what runs.
 */
@NullMarked
package dev.mudi.runtime.conmon;

import org.jspecify.annotations.NullMarked;
