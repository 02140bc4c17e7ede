package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.ContainerEventType;
import dev.mudi.runtime.cri.ContainerFilter;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.ContainerStatusResponse;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListContainersResponse;
import dev.mudi.runtime.cri.ListPodSandboxRequest;
import dev.mudi.runtime.cri.ListPodSandboxResponse;
import dev.mudi.runtime.cri.PodSandboxFilter;
import dev.mudi.runtime.cri.PodSandboxStatusRequest;
import dev.mudi.runtime.cri.PodSandboxStatusResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What CRI asks about sandboxes and containers without changing them. Thread-safe. */
public final class Inventory {

    private final Machinery machinery;
    private final Sandboxes sandboxes;
    private final Containers containers;

    public Inventory(Machinery machinery, Sandboxes sandboxes, Containers containers) {
        this.machinery = machinery;
        this.sandboxes = sandboxes;
        this.containers = containers;
    }

    public ListPodSandboxResponse listSandboxes(ListPodSandboxRequest request) {
        var response = ListPodSandboxResponse.newBuilder();
        sandboxes.all().stream()
                .filter(sandbox -> passes(sandbox, request.getFilter()))
                .sorted(Comparator.comparingLong(
                                (SandboxRecord sandbox) -> sandbox.life().createdAt())
                        .reversed())
                .forEach(sandbox -> response.addItems(Statuses.summary(sandbox)));
        return response.build();
    }

    private static boolean passes(SandboxRecord sandbox, PodSandboxFilter filter) {
        return sandbox.id().startsWith(filter.getId())
                && (!filter.hasState() || filter.getState().getState() == Statuses.state(sandbox))
                && hasLabels(sandbox.config().getLabelsMap(), filter.getLabelSelectorMap());
    }

    static boolean hasLabels(Map<String, String> labels, Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }

    public ListContainersResponse listContainers(ListContainersRequest request) {
        var response = ListContainersResponse.newBuilder();
        containers.all().stream()
                .map(ContainerEntry::record)
                .filter(container -> passes(container, request.getFilter()))
                .sorted(Comparator.comparingLong((ContainerRecord container) ->
                                container.progress().createdAt())
                        .reversed())
                .forEach(container -> response.addContainers(Statuses.summary(container)));
        return response.build();
    }

    private static boolean passes(ContainerRecord container, ContainerFilter filter) {
        return container.id().startsWith(filter.getId())
                && container.sandboxId().startsWith(filter.getPodSandboxId())
                && (!filter.hasState() || filter.getState().getState() == container.state())
                && hasLabels(container.config().getLabelsMap(), filter.getLabelSelectorMap());
    }

    public PodSandboxStatusResponse status(PodSandboxStatusRequest request) {
        var sandbox = sandboxes.require(request.getPodSandboxId());
        var response = PodSandboxStatusResponse.newBuilder()
                .setStatus(Statuses.status(sandbox))
                .setTimestamp(machinery.now());
        containers.of(sandbox.id()).forEach(container -> response.addContainersStatuses(Statuses.status(container)));
        if (request.getVerbose()) {
            response.putInfo("info", sandbox.toJson().toString());
        }
        return response.build();
    }

    public ContainerStatusResponse status(ContainerStatusRequest request) {
        var container = containers.require(request.getContainerId()).record();
        var response = ContainerStatusResponse.newBuilder().setStatus(Statuses.status(container));
        if (request.getVerbose()) {
            response.putInfo("info", container.toJson().toString());
        }
        return response.build();
    }

    /** The whole id of a sandbox; empty when there is none. */
    public Optional<String> sandboxId(String id) {
        return sandboxes.find(id).map(SandboxRecord::id);
    }

    /** Ids of a sandbox's containers. */
    public List<String> containersOf(String sandboxId) {
        return containers.of(sandboxId).stream().map(ContainerRecord::id).toList();
    }

    /** The event of a change, with the pod's state after it. */
    public ContainerEventResponse event(ContainerEventType type, String containerId, String sandboxId) {
        var event = ContainerEventResponse.newBuilder()
                .setContainerId(containerId)
                .setContainerEventType(type)
                .setCreatedAt(machinery.now());
        sandboxes.find(sandboxId).ifPresent(sandbox -> event.setPodSandboxStatus(Statuses.status(sandbox)));
        containers.of(sandboxId).forEach(container -> event.addContainersStatuses(Statuses.status(container)));
        return event.build();
    }
}
