package dev.mudi.controllers.job;

import dev.mudi.client.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How many pods of a Job have ended how.
 *
 * @param active pods that run or may yet run
 * @param terminating how many more are being deleted and have not ended
 * @param succeeded how many have succeeded; of an indexed Job, how many indexes
 * @param failed how many have failed and count
 * @param settledSucceeded of those, how many the status counts for good
 * @param settledFailed likewise
 * @param uncountedSucceeded uids that the status names until their pods have lost the finalizer
 * @param uncountedFailed likewise
 * @param indexes of an indexed Job, those that have succeeded
 * @param failures of an indexed Job, those that each index counts by itself
 * @param released pods that may lose the finalizer once the status is written
 */
record JobAccount(
        List<Pod> active,
        int terminating,
        int succeeded,
        int failed,
        int settledSucceeded,
        int settledFailed,
        Set<String> uncountedSucceeded,
        Set<String> uncountedFailed,
        BitSet indexes,
        IndexFailures failures,
        List<Pod> released) {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";

    static JobAccount of(Job job, List<Pod> pods) {
        return new Counting(job, pods).count();
    }

    static boolean isTracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(FINALIZER);
    }

    static boolean isIndexed(Job job) {
        return "Indexed".equals(job.getSpec().getCompletionMode());
    }

    /** The pods that may lose the finalizer: while the Job goes on, not those from which others have yet to learn of failures. */
    List<Pod> released(JobVerdict verdict) {
        return verdict instanceof JobVerdict.Running
                ? released.stream()
                        .filter(pod -> !failures.last().containsValue(pod))
                        .toList()
                : released;
    }

    int ready() {
        return (int) active.stream().filter(Conditions::isReady).count();
    }

    /** Whether every end is counted for good, and no pod has yet to lose its finalizer for it (KEP-2307). */
    boolean isSettled() {
        return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty() && released.isEmpty();
    }

    /** The work of counting. */
    private static final class Counting {
        private final Job job;
        private final List<Pod> pods;
        private final JobStatus status;
        private final Map<String, Pod> tracked = new HashMap<>();
        private final Set<String> succeeded = new LinkedHashSet<>();
        private final Set<String> failed = new LinkedHashSet<>();
        private final List<Pod> released = new ArrayList<>();
        private final List<Pod> ended = new ArrayList<>();
        private final BitSet indexes;
        private int settledSucceeded;
        private int settledFailed;

        Counting(Job job, List<Pod> pods) {
            this.job = job;
            this.pods = pods;
            this.status = Objects.requireNonNullElseGet(job.getStatus(), JobStatus::new);
            this.settledSucceeded = Objects.requireNonNullElse(status.getSucceeded(), 0);
            this.settledFailed = Objects.requireNonNullElse(status.getFailed(), 0);
            this.indexes = isIndexed(job)
                    ? Indexes.parse(status.getCompletedIndexes(), job.getSpec().getCompletions())
                    : new BitSet();
        }

        JobAccount count() {
            pods.stream().filter(JobAccount::isTracked).forEach(pod -> tracked.put(uid(pod), pod));
            settle();
            pods.stream().filter(JobAccount::isTracked).forEach(this::finish);
            pods.stream()
                    .filter(pod -> JobAccount.isTracked(pod) && !hasSucceeded(pod) && hasFailed(pod))
                    .forEach(ended::add);
            var active = pods.stream().filter(Conditions::isActive).toList();
            int terminating = (int) pods.stream()
                    .filter(pod ->
                            !Conditions.isTerminal(pod) && pod.getMetadata().getDeletionTimestamp() != null)
                    .count();
            int done = isIndexed(job) ? indexes.cardinality() : settledSucceeded + succeeded.size();
            return new JobAccount(
                    active,
                    terminating,
                    done,
                    settledFailed + failed.size(),
                    isIndexed(job) ? indexes.cardinality() : settledSucceeded,
                    settledFailed,
                    succeeded,
                    failed,
                    indexes,
                    IndexFailures.of(job, ended, indexes, active),
                    released);
        }

        private static String uid(Pod pod) {
            return pod.getMetadata().getUid();
        }

        /** What the status named and has lost its finalizer since counts for good. */
        private void settle() {
            var uncounted = status.getUncountedTerminatedPods();
            if (uncounted == null) {
                return;
            }
            for (var uid : uncounted.getSucceeded()) {
                if (tracked.containsKey(uid)) {
                    succeeded.add(uid);
                    released.add(tracked.get(uid));
                } else {
                    settledSucceeded++;
                }
            }
            for (var uid : uncounted.getFailed()) {
                if (tracked.containsKey(uid)) {
                    failed.add(uid);
                    released.add(tracked.get(uid));
                } else {
                    settledFailed++;
                }
            }
        }

        private void finish(Pod pod) {
            if (succeeded.contains(uid(pod)) || failed.contains(uid(pod))) {
                return;
            }
            if (hasSucceeded(pod)) {
                succeed(pod);
                released.add(pod);
            } else if (hasFailed(pod)) {
                if (FailurePolicy.match(job, pod)
                        .filter(match -> match.action().equals("Ignore"))
                        .isEmpty()) {
                    failed.add(uid(pod));
                }
                released.add(pod);
            }
        }

        private static boolean hasSucceeded(Pod pod) {
            return pod.getStatus() != null && "Succeeded".equals(pod.getStatus().getPhase());
        }

        private void succeed(Pod pod) {
            if (!isIndexed(job)) {
                succeeded.add(uid(pod));
                return;
            }
            var index = Indexes.of(pod);
            if (index.isPresent() && index.getAsInt() < job.getSpec().getCompletions()) {
                indexes.set(index.getAsInt());
            }
        }

        /** A pod that is deleted before it has ended counts as failed, unless the Job waits to see how it ends. */
        private boolean hasFailed(Pod pod) {
            var phase = pod.getStatus() == null
                    ? ""
                    : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
            var waits = "Failed".equals(job.getSpec().getPodReplacementPolicy())
                    || job.getSpec().getPodFailurePolicy() != null;
            return phase.equals("Failed") || (pod.getMetadata().getDeletionTimestamp() != null && !waits);
        }
    }
}
