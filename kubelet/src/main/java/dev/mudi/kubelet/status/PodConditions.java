package dev.mudi.kubelet.status;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.sync.SandboxDecision;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The conditions of a pod that the node agent answers for. Source: reference, "Pod conditions". Pure. */
final class PodConditions {

    private static final Set<String> OWNED =
            Set.of("PodScheduled", "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady");

    /** A condition without its times. */
    private record Verdict(boolean holds, String reason, String message) {
        static final Verdict TRUE = new Verdict(true, "", "");
    }

    private final StatusInput input;
    private final Pod pod;
    private final List<ContainerStatus> statuses;
    private final String phase;

    PodConditions(StatusInput input, List<ContainerStatus> statuses, String phase) {
        this.input = input;
        this.pod = input.pod();
        this.statuses = statuses;
        this.phase = phase;
    }

    /** Conditions that others wrote, kept as they are, and then our own. */
    List<PodCondition> all() {
        var conditions = new ArrayList<PodCondition>();
        var current = pod.getStatus() == null
                ? List.<PodCondition>of()
                : PodSpecs.orEmpty(pod.getStatus().getConditions());
        current.stream()
                .filter(c -> !OWNED.contains(c.getType()) && !c.getType().equals("DisruptionTarget"))
                .forEach(conditions::add);
        disruption(current).ifPresent(conditions::add);
        boolean sandbox = !SandboxDecision.of(pod, input.runtime()).create();
        conditions.add(condition("PodReadyToStartContainers", new Verdict(sandbox, "", "")));
        conditions.add(condition("Initialized", initialized()));
        var containersReady = containersReady();
        conditions.add(condition("Ready", containersReady.holds() ? gates(conditions) : containersReady));
        conditions.add(condition("ContainersReady", containersReady));
        conditions.add(condition("PodScheduled", Verdict.TRUE));
        return conditions;
    }

    /** The node sets DisruptionTarget when it evicts; otherwise the API's stays. */
    private Optional<PodCondition> disruption(List<PodCondition> current) {
        Predicate<PodCondition> isDisruption = c -> c.getType().equals("DisruptionTarget");
        return PodSpecs.orEmpty(input.last().getConditions()).stream()
                .filter(isDisruption)
                .findFirst()
                .or(() -> current.stream().filter(isDisruption).findFirst());
    }

    private Verdict initialized() {
        var unknown = new ArrayList<String>();
        var incomplete = new ArrayList<String>();
        for (var container : PodSpecs.initContainers(pod)) {
            var status = status(container);
            if (status.isEmpty()) {
                unknown.add(container.getName());
            } else if (!isInitialized(container, status.get())) {
                incomplete.add(container.getName());
            }
        }
        if (phase.equals("Succeeded") && unknown.isEmpty()) {
            return new Verdict(true, "PodCompleted", "");
        }
        boolean anyStarted = PodSpecs.containers(pod).stream()
                .map(this::status)
                .flatMap(Optional::stream)
                .anyMatch(PodConditions::hasStarted);
        var message = message(unknown, "incomplete", incomplete);
        return anyStarted || message.isEmpty() ? Verdict.TRUE : new Verdict(false, "ContainersNotInitialized", message);
    }

    private static boolean isInitialized(Container container, ContainerStatus status) {
        if (PodSpecs.isSidecar(container)) {
            return Boolean.TRUE.equals(status.getStarted());
        }
        return status.getReady();
    }

    private static boolean hasStarted(ContainerStatus status) {
        var last = status.getLastState();
        return Boolean.TRUE.equals(status.getStarted())
                || status.getState().getTerminated() != null
                || (last != null && last.getTerminated() != null);
    }

    private Verdict containersReady() {
        var unknown = new ArrayList<String>();
        var unready = new ArrayList<String>();
        var lasting = new ArrayList<Container>();
        PodSpecs.initContainers(pod).stream().filter(PodSpecs::isSidecar).forEach(lasting::add);
        lasting.addAll(PodSpecs.containers(pod));
        for (var container : lasting) {
            var status = status(container);
            if (status.isEmpty()) {
                unknown.add(container.getName());
            } else if (!status.get().getReady()) {
                unready.add(container.getName());
            }
        }
        if (phase.equals("Succeeded") && unknown.isEmpty()) {
            return new Verdict(false, "PodCompleted", "");
        }
        if (phase.equals("Failed")) {
            return new Verdict(false, "PodFailed", "");
        }
        var message = message(unknown, "unready", unready);
        return message.isEmpty() ? Verdict.TRUE : new Verdict(false, "ContainersNotReady", message);
    }

    private Verdict gates(List<PodCondition> conditions) {
        var unmet = new ArrayList<String>();
        for (var gate : PodSpecs.orEmpty(pod.getSpec().getReadinessGates())) {
            var type = gate.getConditionType();
            var condition =
                    conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
            if (condition.isEmpty()) {
                unmet.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            } else if (!condition.get().getStatus().equals("True")) {
                unmet.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but "
                        + condition.get().getStatus());
            }
        }
        return unmet.isEmpty() ? Verdict.TRUE : new Verdict(false, "ReadinessGatesNotReady", String.join(", ", unmet));
    }

    private static String message(List<String> unknown, String what, List<String> others) {
        var parts = new ArrayList<String>();
        if (!unknown.isEmpty()) {
            parts.add("containers with unknown status: [" + String.join(" ", unknown) + "]");
        }
        if (!others.isEmpty()) {
            parts.add("containers with " + what + " status: [" + String.join(" ", others) + "]");
        }
        return String.join(", ", parts);
    }

    private Optional<ContainerStatus> status(Container container) {
        return statuses.stream()
                .filter(s -> s.getName().equals(container.getName()))
                .findFirst();
    }

    private PodCondition condition(String type, Verdict verdict) {
        var status = verdict.holds() ? "True" : "False";
        var before = find(input.last(), type);
        var changed = before.filter(c -> c.getStatus().equals(status) && c.getLastTransitionTime() != null)
                .map(PodCondition::getLastTransitionTime)
                .orElseGet(() -> Timestamps.time(input.now()));
        var builder =
                new PodConditionBuilder().withType(type).withStatus(status).withLastTransitionTime(changed);
        var generation = pod.getMetadata().getGeneration();
        if (generation != null) {
            builder.withObservedGeneration(generation);
        }
        if (!verdict.reason().isEmpty()) {
            builder.withReason(verdict.reason());
        }
        if (!verdict.message().isEmpty()) {
            builder.withMessage(verdict.message());
        }
        return builder.build();
    }

    private static Optional<PodCondition> find(PodStatus status, String type) {
        return PodSpecs.orEmpty(status.getConditions()).stream()
                .filter(c -> c.getType().equals(type))
                .findFirst();
    }
}
