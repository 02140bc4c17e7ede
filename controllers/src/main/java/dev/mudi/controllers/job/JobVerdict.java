package dev.mudi.controllers.job;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether a Job is over, and why. */
sealed interface JobVerdict {
    /** It goes on. */
    record Running() implements JobVerdict {}

    /** It has what it wanted; pods that still run are not needed. */
    record Succeeded(String reason, String message) implements JobVerdict {}

    /** It will not get there. */
    record Failed(String reason, String message) implements JobVerdict {}

    static JobVerdict of(Job job, List<Pod> pods, JobAccount account, Instant now) {
        var decided = decided(job);
        if (decided.isPresent()) {
            return decided.get();
        }
        for (var pod : pods) {
            var match = isFailed(pod) ? FailurePolicy.match(job, pod) : Optional.<FailurePolicy.Match>empty();
            if (match.isPresent() && match.get().action().equals("FailJob")) {
                return new Failed("PodFailurePolicy", match.get().message());
            }
        }
        if (account.failed() > Objects.requireNonNullElse(job.getSpec().getBackoffLimit(), 6)
                || hasRestartedTooOften(job, account.active())) {
            return new Failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        if (deadlineIn(job, now).filter(left -> !left.isPositive()).isPresent()) {
            return new Failed("DeadlineExceeded", "Job was active longer than specified deadline");
        }
        var failedIndexes = byFailedIndexes(job, account);
        if (failedIndexes.isPresent()) {
            return failedIndexes.get();
        }
        var bySuccessPolicy = bySuccessPolicy(job, account.indexes());
        return bySuccessPolicy instanceof Running && isComplete(job, account)
                ? new Succeeded("CompletionsReached", "Reached expected number of succeeded pods")
                : bySuccessPolicy;
    }

    private static Optional<JobVerdict> byFailedIndexes(Job job, JobAccount account) {
        int failed = account.failures().failed().cardinality();
        var most = job.getSpec().getMaxFailedIndexes();
        if (failed > 0 && most != null && failed > most) {
            return Optional.of(new Failed(
                    "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"));
        }
        return failed > 0 && failed + account.succeeded() >= job.getSpec().getCompletions()
                ? Optional.of(new Failed("FailedIndexes", "Job has failed indexes"))
                : Optional.empty();
    }

    /** What an earlier look decided stays decided. */
    private static Optional<JobVerdict> decided(Job job) {
        if (job.getStatus() == null) {
            return Optional.empty();
        }
        for (var condition : job.getStatus().getConditions()) {
            if (isTrue(condition, "SuccessCriteriaMet")) {
                return Optional.of(new Succeeded(condition.getReason(), condition.getMessage()));
            }
            if (isTrue(condition, "FailureTarget")) {
                return Optional.of(new Failed(condition.getReason(), condition.getMessage()));
            }
        }
        return Optional.empty();
    }

    static boolean isTrue(JobCondition condition, String type) {
        return condition.getType().equals(type) && condition.getStatus().equals(Conditions.TRUE);
    }

    private static boolean isFailed(Pod pod) {
        return pod.getStatus() != null && "Failed".equals(pod.getStatus().getPhase());
    }

    /** Pods that restart in place never fail: their restarts count. */
    private static boolean hasRestartedTooOften(Job job, List<Pod> active) {
        if (!"OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy())) {
            return false;
        }
        int restarts = active.stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .mapToInt(container -> Objects.requireNonNullElse(container.getRestartCount(), 0))
                .sum();
        int limit = Objects.requireNonNullElse(job.getSpec().getBackoffLimit(), 6);
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    /** How long the Job may yet run; empty without a deadline. */
    static Optional<Duration> deadlineIn(Job job, Instant now) {
        var seconds = job.getSpec().getActiveDeadlineSeconds();
        var started = job.getStatus() == null ? null : job.getStatus().getStartTime();
        return seconds == null || started == null || isSuspended(job)
                ? Optional.empty()
                : Optional.of(Duration.between(now, Timestamps.parse(started).plusSeconds(seconds)));
    }

    static boolean isSuspended(Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    private static boolean isComplete(Job job, JobAccount account) {
        var completions = job.getSpec().getCompletions();
        return account.active().isEmpty()
                && (completions == null ? account.succeeded() > 0 : account.succeeded() >= completions);
    }

    private static JobVerdict bySuccessPolicy(Job job, BitSet succeeded) {
        var policy = job.getSpec().getSuccessPolicy();
        if (policy == null) {
            return new Running();
        }
        for (int i = 0; i < policy.getRules().size(); i++) {
            var rule = policy.getRules().get(i);
            var wanted = rule.getSucceededIndexes() == null
                    ? null
                    : Indexes.parse(rule.getSucceededIndexes(), job.getSpec().getCompletions());
            var counted = (BitSet) succeeded.clone();
            if (wanted != null) {
                counted.and(wanted);
            }
            int needed = rule.getSucceededCount() != null
                    ? rule.getSucceededCount()
                    : wanted == null ? Integer.MAX_VALUE : wanted.cardinality();
            if (counted.cardinality() >= needed) {
                return new Succeeded("SuccessPolicy", "Matched rules at index " + i);
            }
        }
        return new Running();
    }
}
