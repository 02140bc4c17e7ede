package dev.mudi.kubelet.status;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.QosClass;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.runtime.cri.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;

/** Makes the status of a pod. Pure. */
public final class StatusGenerator {

    private final String runtimeName;

    /** @param runtimeName the scheme of container ids, such as {@code containerd} */
    public StatusGenerator(String runtimeName) {
        this.runtimeName = runtimeName;
    }

    /** The status that the API should have. The input's objects are not changed. */
    public PodStatus generate(StatusInput input) {
        var pod = input.pod();
        var last = input.last();
        var status = new PodStatus();
        status.setQosClass(QosClass.of(pod).apiName());
        status.setContainerStatuses(
                new ContainerStatuses(input, runtimeName, false, PodSpecs.orEmpty(last.getContainerStatuses()))
                        .of(PodSpecs.containers(pod)));
        status.setInitContainerStatuses(
                new ContainerStatuses(input, runtimeName, true, PodSpecs.orEmpty(last.getInitContainerStatuses()))
                        .of(PodSpecs.initContainers(pod)));
        status.setEphemeralContainerStatuses(
                new ContainerStatuses(input, runtimeName, false, PodSpecs.orEmpty(last.getEphemeralContainerStatuses()))
                        .of(PodSpecs.ephemeralContainers(pod)));
        var all = new ArrayList<ContainerStatus>(status.getContainerStatuses());
        all.addAll(status.getInitContainerStatuses());
        status.setPhase(phase(input, all));
        explain(status, input);
        status.setConditions(new PodConditions(input, all, status.getPhase()).all());
        addresses(status, input);
        status.setStartTime(startTime(input));
        status.setObservedGeneration(pod.getMetadata().getGeneration());
        return status;
    }

    private static String phase(StatusInput input, List<ContainerStatus> all) {
        var current =
                input.pod().getStatus() == null ? null : input.pod().getStatus().getPhase();
        // There is no way back from the end.
        if (current != null && PodSpecs.isTerminalPhase(current)) {
            return current;
        }
        if (PodSpecs.isTerminalPhase(input.last().getPhase())) {
            return input.last().getPhase();
        }
        boolean initialized = PodSpecs.containers(input.pod()).stream()
                .map(c -> input.runtime().container(c.getName()))
                .anyMatch(c -> c.filter(s -> s.getState() != ContainerState.CONTAINER_CREATED)
                        .isPresent());
        return Phase.of(input.pod(), all, input.ended(), initialized);
    }

    /** Reason and message belong to the phase: they stay while it does. */
    private static void explain(PodStatus status, StatusInput input) {
        if (status.getPhase().equals(input.last().getPhase())) {
            status.setReason(input.last().getReason());
            status.setMessage(input.last().getMessage());
        }
    }

    private static void addresses(PodStatus status, StatusInput input) {
        var hostIps = input.hostIps();
        if (!hostIps.isEmpty()) {
            status.setHostIP(hostIps.getFirst());
            status.setHostIPs(hostIps.stream().map(HostIP::new).toList());
        }
        var ips = PodSpecs.isHostNetwork(input.pod()) ? hostIps : podIps(input);
        if (!ips.isEmpty()) {
            status.setPodIP(ips.getFirst());
            status.setPodIPs(ips.stream().map(PodIP::new).toList());
        }
    }

    /** A pod keeps showing its last addresses until it gets others or has ended, so that its endpoints can be found. */
    private static List<String> podIps(StatusInput input) {
        RuntimePod runtime = input.runtime();
        if (!runtime.ips().isEmpty()) {
            return runtime.ips();
        }
        return runtime.running().isEmpty() && !input.ended()
                ? List.of()
                : PodSpecs.orEmpty(input.last().getPodIPs()).stream()
                        .map(PodIP::getIp)
                        .toList();
    }

    private static String startTime(StatusInput input) {
        var last = input.last().getStartTime();
        if (last != null) {
            return last;
        }
        Pod pod = input.pod();
        var current = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        return current == null ? Timestamps.time(input.now()) : current;
    }
}
