package dev.mudi.kubelet.container;

import dev.mudi.kubelet.env.Environment;
import dev.mudi.kubelet.pod.RuntimePod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that one start of a container is made of.
 *
 * @param pod the pod
 * @param container the container in its spec
 * @param restartCount how often it was started before
 * @param imageReference what the runtime calls the image
 * @param runtime what the runtime has of the pod, its sandbox among it
 * @param volumes the host paths of the pod's volumes by name
 * @param environment makes its variables
 */
public record ContainerInputs(
        Pod pod,
        Container container,
        int restartCount,
        String imageReference,
        RuntimePod runtime,
        Map<String, Path> volumes,
        Environment environment) {}
