package dev.mudi.controllers.job;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.pods.PodRanking;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The pods to create and to delete while a Job runs.
 *
 * @param creations how many to create; of an indexed Job, those of the indexes
 * @param indexes of an indexed Job, of which; else empty
 * @param pause how long to leave until more may be created, after failures; zero for no wait
 */
record JobPlan(int creations, List<Integer> indexes, List<Pod> deletions, Duration pause) {
    private static final int MOST_AT_ONCE = 500;
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(10);
    private static final JobPlan NOTHING = new JobPlan(0, List.of(), List.of(), Duration.ZERO);

    static JobPlan of(Job job, List<Pod> pods, JobAccount account, Instant now) {
        if (JobVerdict.isSuspended(job)) {
            return deleting(account.active());
        }
        int wanted = wanted(job, account);
        int surplus = account.active().size() - wanted;
        if (surplus > 0) {
            return deleting(PodRanking.firstToGo(account.active(), account.active(), surplus, now));
        }
        int leaving = "Failed".equals(job.getSpec().getPodReplacementPolicy()) ? account.terminating() : 0;
        int missing = Math.min(-surplus - leaving, MOST_AT_ONCE);
        if (missing <= 0) {
            return NOTHING;
        }
        if (IndexFailures.areCounted(job)) {
            return ofIndexes(pending(job, account, missing), account.failures(), now);
        }
        var pause = backOff(pods, now);
        if (pause.isPositive()) {
            return new JobPlan(0, List.of(), List.of(), pause);
        }
        var indexes = JobAccount.isIndexed(job) ? pending(job, account, missing) : List.<Integer>of();
        return new JobPlan(JobAccount.isIndexed(job) ? indexes.size() : missing, indexes, List.of(), Duration.ZERO);
    }

    /** Each index waits by itself after its failures. */
    private static JobPlan ofIndexes(List<Integer> pending, IndexFailures failures, Instant now) {
        var ready = new ArrayList<Integer>();
        var shortest = Optional.<Duration>empty();
        for (int index : pending) {
            var last = Optional.ofNullable(failures.last().get(index));
            var pause = last.map(pod -> backOff(IndexFailures.failures(pod) + 1, end(pod), now))
                    .orElse(Duration.ZERO);
            if (pause.isPositive()) {
                shortest = shortest.filter(known -> known.compareTo(pause) < 0).or(() -> Optional.of(pause));
            } else {
                ready.add(index);
            }
        }
        return new JobPlan(
                ready.size(), ready, List.of(), ready.isEmpty() ? shortest.orElse(Duration.ZERO) : Duration.ZERO);
    }

    static JobPlan deleting(List<Pod> pods) {
        return new JobPlan(0, List.of(), pods.subList(0, Math.min(pods.size(), MOST_AT_ONCE)), Duration.ZERO);
    }

    private static int wanted(Job job, JobAccount account) {
        int parallelism = Objects.requireNonNullElse(job.getSpec().getParallelism(), 1);
        var completions = job.getSpec().getCompletions();
        if (completions == null) {
            return account.succeeded() > 0 ? Math.min(account.active().size(), parallelism) : parallelism;
        }
        return Math.clamp(completions - account.succeeded(), 0, parallelism);
    }

    /** The lowest indexes that have neither succeeded nor failed for good nor a pod. */
    private static List<Integer> pending(Job job, JobAccount account, int count) {
        var taken = (BitSet) account.indexes().clone();
        taken.or(account.failures().failed());
        account.active().forEach(pod -> Indexes.of(pod).ifPresent(taken::set));
        List<Integer> pending = new ArrayList<>();
        int index = taken.nextClearBit(0);
        while (pending.size() < count && index < job.getSpec().getCompletions()) {
            pending.add(index);
            index = taken.nextClearBit(index + 1);
        }
        return pending;
    }

    /** How long to wait after failures that no success has followed: 10 s, doubling with each, at most 10 minutes. */
    static Duration backOff(List<Pod> pods, Instant now) {
        var lastSuccess =
                finished(pods, "Succeeded").stream().max(Instant::compareTo).orElse(Instant.MIN);
        var failures = finished(pods, "Failed").stream()
                .filter(end -> end.isAfter(lastSuccess))
                .sorted()
                .toList();
        if (failures.isEmpty()) {
            return Duration.ZERO;
        }
        return backOff(failures.size(), failures.getLast(), now);
    }

    private static Duration backOff(int failures, Instant last, Instant now) {
        var delay = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures - 1, 10));
        var bounded = delay.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : delay;
        var left = Duration.between(now, last.plus(bounded));
        return left.isPositive() ? left : Duration.ZERO;
    }

    private static List<Instant> finished(List<Pod> pods, String phase) {
        return pods.stream()
                .filter(pod ->
                        pod.getStatus() != null && phase.equals(pod.getStatus().getPhase()))
                .map(JobPlan::end)
                .toList();
    }

    /** When the pod ended: its last container, else when it ceased to be ready, else as it began. */
    static Instant end(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null)
                .map(state -> Timestamps.parse(state.getTerminated().getFinishedAt()))
                .max(Instant::compareTo)
                .or(() -> Conditions.of(pod, Conditions.READY)
                        .map(condition -> Timestamps.parse(condition.getLastTransitionTime())))
                .filter(end -> !end.equals(Instant.EPOCH))
                .orElseGet(() -> Timestamps.parse(pod.getMetadata().getCreationTimestamp()));
    }
}
