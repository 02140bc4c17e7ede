/**
 * Mounts of the host: tmpfs and bind mounts made and undone by system calls, because a program started for each would be the
 * dearest part of a pod's start. In come paths, out go mounts; {@link dev.mudi.kubelet.mount.HostMounts#none()} serves where
 * the process may not mount.
 */
@NullMarked
package dev.mudi.kubelet.mount;

import org.jspecify.annotations.NullMarked;
