package dev.mudi.kubelet.container;

import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/**
 * What a pod is called on the inside.
 *
 * @param hostname its short name
 * @param domain its DNS domain, empty without a subdomain
 */
record PodNames(String hostname, String domain) {

    private static final int LONGEST = 63;

    static PodNames of(Pod pod, NodeFacts node, String clusterDomain) {
        var spec = pod.getSpec();
        if (spec.getHostnameOverride() != null && !spec.getHostnameOverride().isEmpty()) {
            return new PodNames(spec.getHostnameOverride(), "");
        }
        if (PodSpecs.isHostNetwork(pod)) {
            return new PodNames(node.hostname(), "");
        }
        var given = spec.getHostname();
        var hostname =
                given == null || given.isEmpty() ? shortened(pod.getMetadata().getName()) : given;
        var subdomain = spec.getSubdomain();
        var domain = subdomain == null || subdomain.isEmpty()
                ? ""
                : subdomain + "." + pod.getMetadata().getNamespace() + ".svc." + clusterDomain;
        return new PodNames(hostname, domain);
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST).replaceFirst("[-.]+$", "");
    }

    /** The name that the sandbox gets: with the domain when the pod wants its full name. */
    String sandboxHostname(Pod pod) {
        boolean full = Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN()) && !domain.isEmpty();
        return full ? hostname + "." + domain : hostname;
    }

    /** The directory of a pod's logs. */
    static Path logDirectory(Path logs, Pod pod) {
        var metadata = pod.getMetadata();
        return logs.resolve(metadata.getNamespace() + "_" + metadata.getName() + "_" + metadata.getUid());
    }
}
