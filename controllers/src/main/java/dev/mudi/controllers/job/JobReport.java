package dev.mudi.controllers.job;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a Job's status says. */
final class JobReport {
    private JobReport() {}

    /** Whether the Job is over for good. */
    static boolean isFinished(Job job) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                JobVerdict.isTrue(condition, "Complete") || JobVerdict.isTrue(condition, "Failed"));
    }

    /**
     * The status.
     *
     * @param active how many pods are active after what was created and deleted
     */
    static JobStatus of(Job job, JobAccount account, JobVerdict verdict, int active, Instant now) {
        var before = Objects.requireNonNullElseGet(job.getStatus(), JobStatus::new);
        var builder = new JobStatusBuilder(before)
                .withActive(orNull(active))
                .withReady(Math.min(account.ready(), active))
                .withTerminating(account.terminating())
                .withSucceeded(orNull(account.settledSucceeded()))
                .withFailed(orNull(account.settledFailed()))
                .withNewUncountedTerminatedPods()
                .withSucceeded(List.copyOf(account.uncountedSucceeded()))
                .withFailed(List.copyOf(account.uncountedFailed()))
                .endUncountedTerminatedPods();
        if (JobAccount.isIndexed(job)) {
            builder.withCompletedIndexes(Indexes.format(account.indexes()));
        }
        if (IndexFailures.areCounted(job)) {
            builder.withFailedIndexes(Indexes.format(account.failures().failed()));
        }
        if (before.getStartTime() == null && !JobVerdict.isSuspended(job)) {
            builder.withStartTime(Timestamps.time(now));
        } else if (JobVerdict.isSuspended(job)) {
            builder.withStartTime(null);
        }
        List<JobCondition> conditions = new ArrayList<>(before.getConditions());
        suspension(job, conditions, now);
        boolean over = active == 0 && account.terminating() == 0 && account.isSettled();
        switch (verdict) {
            case JobVerdict.Running _ -> {}
            case JobVerdict.Succeeded(var reason, var message) -> {
                set(conditions, condition("SuccessCriteriaMet", Conditions.TRUE, reason, message, now));
                if (over) {
                    set(conditions, condition("Complete", Conditions.TRUE, reason, message, now));
                    builder.withCompletionTime(Timestamps.time(now));
                }
            }
            case JobVerdict.Failed(var reason, var message) -> {
                set(conditions, condition("FailureTarget", Conditions.TRUE, reason, message, now));
                if (over) {
                    set(conditions, condition("Failed", Conditions.TRUE, reason, message, now));
                }
            }
        }
        return builder.withConditions(conditions).build();
    }

    private static void suspension(Job job, List<JobCondition> conditions, Instant now) {
        var was = conditions.stream().anyMatch(condition -> JobVerdict.isTrue(condition, "Suspended"));
        if (JobVerdict.isSuspended(job) && !was) {
            set(conditions, condition("Suspended", Conditions.TRUE, "JobSuspended", "Job suspended", now));
        } else if (!JobVerdict.isSuspended(job) && was) {
            set(conditions, condition("Suspended", Conditions.FALSE, "JobResumed", "Job resumed", now));
        }
    }

    @SuppressWarnings("NullAway") // zero is not written
    private static Integer orNull(int count) {
        return count == 0 ? null : count;
    }

    private static JobCondition condition(String type, String truth, String reason, String message, Instant now) {
        return new JobConditionBuilder()
                .withType(type)
                .withStatus(truth)
                .withReason(reason)
                .withMessage(message)
                .withLastProbeTime(Timestamps.time(now))
                .withLastTransitionTime(Timestamps.time(now))
                .build();
    }

    private static void set(List<JobCondition> conditions, JobCondition next) {
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).getType().equals(next.getType())) {
                if (!conditions.get(i).getStatus().equals(next.getStatus())) {
                    conditions.set(i, next);
                }
                return;
            }
        }
        conditions.add(next);
    }
}
