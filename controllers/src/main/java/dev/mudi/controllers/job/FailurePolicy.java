package dev.mudi.controllers.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a Job's pod failure policy says about a failed pod (KEP-3329). */
final class FailurePolicy {
    private FailurePolicy() {}

    /**
     * The first rule that matches.
     *
     * @param action {@code FailJob}, {@code Ignore}, {@code Count}, or {@code FailIndex}
     * @param message why, for the Job's condition
     */
    record Match(String action, String message) {}

    static Optional<Match> match(Job job, Pod pod) {
        var policy = job.getSpec().getPodFailurePolicy();
        List<PodFailurePolicyRule> rules = policy == null ? List.of() : policy.getRules();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var reason = rule.getOnExitCodes() != null ? exitCode(rule, pod) : condition(rule, pod);
            if (reason.isPresent()) {
                return Optional.of(new Match(
                        rule.getAction(), reason.get() + " matching " + rule.getAction() + " rule at index " + i));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> exitCode(PodFailurePolicyRule rule, Pod pod) {
        var wanted = rule.getOnExitCodes();
        var status = pod.getStatus();
        return Stream.concat(status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
                .filter(container -> wanted.getContainerName() == null
                        || wanted.getContainerName().equals(container.getName()))
                .filter(container -> code(container) != 0)
                .filter(container -> wanted.getValues().contains(code(container))
                        == wanted.getOperator().equals("In"))
                .findFirst()
                .map(container -> "Container " + container.getName() + " for pod " + name(pod)
                        + " failed with exit code " + code(container));
    }

    private static int code(ContainerStatus container) {
        return container.getState() == null || container.getState().getTerminated() == null
                ? 0
                : container.getState().getTerminated().getExitCode();
    }

    private static Optional<String> condition(PodFailurePolicyRule rule, Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> rule.getOnPodConditions().stream()
                        .anyMatch(wanted -> wanted.getType().equals(condition.getType())
                                && wanted.getStatus().equals(condition.getStatus())))
                .findFirst()
                .map(condition -> "Pod " + name(pod) + " has condition " + condition.getType());
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }
}
