package dev.mudi.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The failures of a Job that counts them for each index by itself ({@code backoffLimitPerIndex}, KEP-3850). A pod knows how often its
 * index has failed before it; so the last that failed stays until there is one in its place.
 *
 * @param failed the indexes that are tried no more
 * @param last the last pod that failed, of each index that is to be tried again and has no active pod
 */
record IndexFailures(BitSet failed, Map<Integer, Pod> last) {
    /** Of a Job that counts all failures together. */
    static final IndexFailures NONE = new IndexFailures(new BitSet(), Map.of());

    private static final String COUNT = "batch.kubernetes.io/job-index-failure-count";
    private static final String IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count";

    /** Whether a Job counts so. */
    static boolean areCounted(Job job) {
        return JobAccount.isIndexed(job) && job.getSpec().getBackoffLimitPerIndex() != null;
    }

    /**
     * What there is of it.
     *
     * @param ended those of a Job's pods that have failed and are not counted for good
     * @param done the indexes that have succeeded
     */
    static IndexFailures of(Job job, List<Pod> ended, BitSet done, List<Pod> active) {
        if (!areCounted(job)) {
            return NONE;
        }
        int completions = job.getSpec().getCompletions();
        var failed =
                Indexes.parse(job.getStatus() == null ? null : job.getStatus().getFailedIndexes(), completions);
        ended.stream()
                .filter(pod -> isLastFailure(job, pod))
                .forEach(pod -> Indexes.of(pod)
                        .ifPresent(index -> failed.set(index, index < completions || failed.get(index))));
        var over = (BitSet) done.clone();
        over.or(failed);
        active.forEach(pod -> Indexes.of(pod).ifPresent(over::set));
        var last = new HashMap<Integer, Pod>();
        for (var pod : ended) {
            var index = Indexes.of(pod);
            if (index.isPresent() && index.getAsInt() < completions && !over.get(index.getAsInt())) {
                last.merge(index.getAsInt(), pod, IndexFailures::later);
            }
        }
        return new IndexFailures(failed, Map.copyOf(last));
    }

    private static Pod later(Pod one, Pod other) {
        boolean later = failures(other) >= failures(one) && !JobPlan.end(other).isBefore(JobPlan.end(one));
        return later ? other : one;
    }

    private static boolean isLastFailure(Job job, Pod pod) {
        var action = FailurePolicy.match(job, pod).map(FailurePolicy.Match::action);
        if (action.equals(Optional.of("FailIndex"))) {
            return true;
        }
        return !action.equals(Optional.of("Ignore"))
                && number(pod, COUNT) >= job.getSpec().getBackoffLimitPerIndex();
    }

    /** How often the index of a pod had failed when the pod was made, those included that do not count. */
    static int failures(Pod pod) {
        return number(pod, COUNT) + number(pod, IGNORED);
    }

    /** What the pod that takes the place of the last one of its index has to know. */
    Map<String, String> annotations(Job job, int index) {
        var replaced = last.get(index);
        if (replaced == null) {
            return Map.of(COUNT, "0");
        }
        boolean ignored = FailurePolicy.match(job, replaced)
                .filter(match -> match.action().equals("Ignore"))
                .isPresent();
        int counted = number(replaced, COUNT) + (ignored ? 0 : 1);
        int others = number(replaced, IGNORED) + (ignored ? 1 : 0);
        return others == 0
                ? Map.of(COUNT, Integer.toString(counted))
                : Map.of(COUNT, Integer.toString(counted), IGNORED, Integer.toString(others));
    }

    private static int number(Pod pod, String annotation) {
        var annotations = pod.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(annotation);
        try {
            return text == null ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0; // not the controller's own
        }
    }
}
