package dev.mudi.kubelet.container;

import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The text of a pod's {@code /etc/hosts}. Source: reference, "Adding entries to Pod /etc/hosts with HostAliases". Pure. */
final class EtcHosts {

    private static final String LOCAL = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;

    private EtcHosts() {}

    /** @param nodeHosts the text of the node's own file, which pods on the host's network begin with */
    static String of(Pod pod, PodNames names, List<String> ips, String nodeHosts) {
        var out = new StringBuilder();
        if (PodSpecs.isHostNetwork(pod)) {
            out.append("# Kubernetes-managed hosts file (host network).\n").append(nodeHosts);
        } else {
            out.append("# Kubernetes-managed hosts file.\n").append(LOCAL);
            for (var ip : ips) {
                out.append(ip).append('\t');
                if (!names.domain().isEmpty()) {
                    out.append(names.hostname())
                            .append('.')
                            .append(names.domain())
                            .append('\t');
                }
                out.append(names.hostname()).append('\n');
            }
        }
        var aliases = PodSpecs.orEmpty(pod.getSpec().getHostAliases());
        if (!aliases.isEmpty()) {
            out.append("\n# Entries added by HostAliases.\n");
            aliases.forEach(alias -> out.append(alias.getIp())
                    .append('\t')
                    .append(String.join("\t", PodSpecs.orEmpty(alias.getHostnames())))
                    .append('\n'));
        }
        return out.toString();
    }
}
