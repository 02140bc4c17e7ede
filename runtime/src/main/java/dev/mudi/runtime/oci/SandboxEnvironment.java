package dev.mudi.runtime.oci;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a container shares with the others of its pod.
 *
 * @param hostname the pod's hostname
 * @param networkNamespace file that stands for it; empty for the host's
 * @param ipcNamespace as above
 * @param utsNamespace as above
 * @param pidNamespace a pid namespace to join; empty for one of its own, or the host's where the container asks for that
 * @param resolvConf becomes {@code /etc/resolv.conf}
 * @param hostnameFile becomes {@code /etc/hostname}
 * @param sharedMemory becomes {@code /dev/shm}
 */
public record SandboxEnvironment(
        String hostname,
        Optional<Path> networkNamespace,
        Optional<Path> ipcNamespace,
        Optional<Path> utsNamespace,
        Optional<Path> pidNamespace,
        Path resolvConf,
        Path hostnameFile,
        Path sharedMemory) {}
