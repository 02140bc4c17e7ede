package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.env.Environment;
import dev.mudi.kubelet.env.PodFields;
import dev.mudi.kubelet.env.ServiceVariables;
import dev.mudi.kubelet.objects.PodObjects;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;

/**
 * What the environments of pods are made of.
 *
 * @param objects where ConfigMaps and Secrets are read
 * @param services the services of the cluster
 * @param node this node
 */
public record PodEnvironments(PodObjects objects, ServiceList services, NodeFacts node) {

    /** What the downward API answers; without addresses before the sandbox runs. */
    PodFields fields(List<String> podIps) {
        return new PodFields(node.addresses(), podIps, node.allocatable());
    }

    /** @throws IOException when the services have not been read yet */
    Environment of(Pod pod, List<String> podIps) throws IOException {
        boolean links = !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
        var namespace = pod.getMetadata().getNamespace();
        return new Environment(objects, fields(podIps), ServiceVariables.of(services.services(), namespace, links));
    }
}
