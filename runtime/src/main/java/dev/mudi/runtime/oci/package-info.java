/**
 * The OCI runtime configuration ({@code config.json}) of a container, as a pure function of what CRI asks for, what the image
 * says, what the sandbox shares, and what this process may hand on.
 *
 * <p>{@link dev.mudi.runtime.oci.ContainerSpec} puts it together; each part beside it answers one question: which arguments
 * and environment, which user, which capabilities, which mounts, which resources, which system calls. Nothing here reads a
 * file but {@link dev.mudi.runtime.oci.ImageUsers}, which looks users up in the image, and {@link
 * dev.mudi.runtime.oci.HostDevices}, which looks at the host's devices.
 */
@NullMarked
package dev.mudi.runtime.oci;

import org.jspecify.annotations.NullMarked;
