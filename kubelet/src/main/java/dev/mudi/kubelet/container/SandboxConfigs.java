package dev.mudi.kubelet.container;

import dev.mudi.kubelet.cgroup.CpuMemory;
import dev.mudi.kubelet.cgroup.PodCgroups;
import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.Resources;
import dev.mudi.runtime.cri.Int64Value;
import dev.mudi.runtime.cri.LinuxContainerResources;
import dev.mudi.runtime.cri.LinuxPodSandboxConfig;
import dev.mudi.runtime.cri.LinuxSandboxSecurityContext;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.NamespaceOption;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.cri.PodSandboxMetadata;
import dev.mudi.runtime.cri.PortMapping;
import dev.mudi.runtime.cri.Protocol;
import dev.mudi.runtime.cri.SecurityProfile;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the configuration of sandboxes.
 *
 * @param configuration the node agent's
 * @param node this node
 * @param cgroups where pods are put
 * @param logs the directory of all pods' logs
 */
public record SandboxConfigs(KubeletConfiguration configuration, NodeFacts node, PodCgroups cgroups, Path logs) {

    /**
     * The sandbox of a pod.
     *
     * @param attempt how many it had before
     * @throws IOException when the host's resolv.conf can't be read
     */
    public PodSandboxConfig of(Pod pod, int attempt) throws IOException {
        var metadata = pod.getMetadata();
        var names = PodNames.of(pod, node, configuration.clusterDomain());
        var config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(metadata.getName())
                        .setNamespace(metadata.getNamespace())
                        .setUid(metadata.getUid())
                        .setAttempt(attempt))
                .setLogDirectory(logDirectory(pod).toString())
                .setDnsConfig(PodDns.of(pod, configuration, resolvConf()))
                .putAllLabels(labels(pod))
                .putAllAnnotations(PodSpecs.annotations(pod))
                .setLinux(linux(pod));
        if (!PodSpecs.isHostNetwork(pod)) {
            config.setHostname(names.sandboxHostname(pod));
            config.addAllPortMappings(ports(pod));
        }
        return config.build();
    }

    public Path logDirectory(Pod pod) {
        return PodNames.logDirectory(logs, pod);
    }

    private String resolvConf() throws IOException {
        var path = configuration.resolvConf();
        return path.isEmpty() || !Files.exists(Path.of(path)) ? "" : Files.readString(Path.of(path));
    }

    /** The pod's labels, and those by which it is found again. */
    static Map<String, String> labels(Pod pod) {
        var labels = new HashMap<>(PodSpecs.labels(pod));
        labels.put(CriLabels.POD_NAME, pod.getMetadata().getName());
        labels.put(CriLabels.POD_NAMESPACE, pod.getMetadata().getNamespace());
        labels.put(CriLabels.POD_UID, pod.getMetadata().getUid());
        return labels;
    }

    private static List<PortMapping> ports(Pod pod) {
        var mappings = new ArrayList<PortMapping>();
        for (var container : PodSpecs.allContainers(pod)) {
            for (ContainerPort port : PodSpecs.orEmpty(container.getPorts())) {
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    mappings.add(mapping(port));
                }
            }
        }
        return mappings;
    }

    private static PortMapping mapping(ContainerPort port) {
        var protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
        return PortMapping.newBuilder()
                .setContainerPort(port.getContainerPort())
                .setHostPort(port.getHostPort())
                .setHostIp(port.getHostIP() == null ? "" : port.getHostIP())
                .setProtocol(Protocol.valueOf(protocol))
                .build();
    }

    private LinuxPodSandboxConfig linux(Pod pod) {
        var linux = LinuxPodSandboxConfig.newBuilder()
                .setCgroupParent(cgroups.of(pod))
                .setSecurityContext(security(pod));
        var context = pod.getSpec().getSecurityContext();
        if (context != null) {
            PodSpecs.orEmpty(context.getSysctls())
                    .forEach(sysctl -> linux.putSysctls(sysctl.getName(), sysctl.getValue()));
        }
        var requests = Resources.requests(pod);
        linux.setResources(LinuxContainerResources.newBuilder()
                .setCpuShares(CpuMemory.shares(requests.getOrDefault("cpu", BigDecimal.ZERO)))
                .setCpuPeriod(CpuMemory.PERIOD)
                .setCpuQuota(CpuMemory.quota(Resources.podLimit(pod, "cpu")))
                .setMemoryLimitInBytes(Resources.bytes(Resources.podLimit(pod, "memory"))));
        return linux.build();
    }

    private LinuxSandboxSecurityContext security(Pod pod) {
        var security = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod))
                .setPrivileged(PodSpecs.allContainers(pod).stream().anyMatch(ContainerSecurity::isPrivileged))
                .setSeccomp(SecurityProfile.newBuilder().setProfileType(SecurityProfile.ProfileType.RuntimeDefault));
        var context = pod.getSpec().getSecurityContext();
        if (context == null) {
            return security.build();
        }
        if (context.getRunAsUser() != null) {
            security.setRunAsUser(Int64Value.newBuilder().setValue(context.getRunAsUser()));
        }
        if (context.getRunAsGroup() != null) {
            security.setRunAsGroup(Int64Value.newBuilder().setValue(context.getRunAsGroup()));
        }
        security.addAllSupplementalGroups(ContainerSecurity.supplementalGroups(context));
        return security.build();
    }

    static NamespaceOption namespaces(Pod pod) {
        var spec = pod.getSpec();
        var pid = Boolean.TRUE.equals(spec.getHostPID())
                ? NamespaceMode.NODE
                : Boolean.TRUE.equals(spec.getShareProcessNamespace()) ? NamespaceMode.POD : NamespaceMode.CONTAINER;
        return NamespaceOption.newBuilder()
                .setNetwork(PodSpecs.isHostNetwork(pod) ? NamespaceMode.NODE : NamespaceMode.POD)
                .setIpc(Boolean.TRUE.equals(spec.getHostIPC()) ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(pid)
                .build();
    }
}
