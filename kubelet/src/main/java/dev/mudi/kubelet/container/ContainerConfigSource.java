package dev.mudi.kubelet.container;

import dev.mudi.runtime.cri.ContainerConfig;
import java.io.IOException;

/** Makes the configuration of containers. Safe for many threads as long as a pod is handled by one. */
@FunctionalInterface
public interface ContainerConfigSource {

    /**
     * The configuration of one start of a container.
     *
     * @throws IOException when something it needs is missing or refused; the message is for the container's status
     */
    ContainerConfig of(ContainerInputs inputs) throws IOException;
}
