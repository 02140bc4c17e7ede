/**
 * The CRI runtime: turns pod sandboxes and containers asked for over CRI v1 into Linux processes.
 *
 * <p>Three ideas carry the room. An <em>image</em> is a manifest, a config and layers, each named by the digest of its
 * bytes; layers are unpacked once and shared by overlayfs. A <em>sandbox</em> is what the containers of a pod share: a
 * network namespace filled by CNI plugins, IPC and UTS namespaces, shared memory, a hostname and a resolv.conf; a pause
 * process keeps their pid namespace where they share one, and only there. A
 * <em>container</em> is an image's file system plus a process in a sandbox, started by runc and watched by conmon, which
 * writes its log and its exit code, so that the container outlives this process.
 *
 * <p>In come the requests of {@link dev.mudi.runtime.RuntimeService}, {@link dev.mudi.runtime.ImageService} and
 * {@link dev.mudi.runtime.StreamingRuntime}; out go processes, log files in CRI format, and container events.
 */
@NullMarked
package dev.mudi.runtime;

import org.jspecify.annotations.NullMarked;
