/**
 * What the runtime needs of the Linux kernel and the JDK doesn't offer: mounts, namespaces, device nodes, extended
 * attributes, signals, pid file descriptors, terminals and sequenced-packet sockets, through the foreign function API.
 *
 * <p>Namespaces and the working directory belong to a thread, so whatever changes them runs on a platform thread of its own
 * ({@link dev.mudi.runtime.linux.NamespaceThread}) that ends right after. Calls that block have a platform thread of their
 * own too, since a virtual thread would hold its carrier. In go paths and numbers; out come {@link
 * dev.mudi.runtime.linux.SyscallException}s that name the call, its object and the error.
 */
@NullMarked
package dev.mudi.runtime.linux;

import org.jspecify.annotations.NullMarked;
