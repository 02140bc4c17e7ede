/**
 * What a pod's spec means in CRI messages: {@link dev.mudi.kubelet.container.SandboxConfigs} for what its containers share,
 * {@link dev.mudi.kubelet.container.ContainerConfigs} for each of them. In come the pod and the paths, variables and facts
 * that were prepared for it, out go the messages; little more is written here than {@code /etc/hosts}.
 */
@NullMarked
package dev.mudi.kubelet.container;

import org.jspecify.annotations.NullMarked;
