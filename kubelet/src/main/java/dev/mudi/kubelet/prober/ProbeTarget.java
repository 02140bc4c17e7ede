package dev.mudi.kubelet.prober;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * What is probed.
 *
 * @param pod the pod
 * @param container the container in its spec
 * @param containerId the runtime's id of the container that runs now
 * @param podIp the address to ask when the probe names no host; the node's for host network
 */
public record ProbeTarget(Pod pod, Container container, String containerId, String podIp) {}
