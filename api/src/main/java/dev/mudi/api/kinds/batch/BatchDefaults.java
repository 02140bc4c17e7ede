package dev.mudi.api.kinds.batch;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isSet;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.core.PodDefaults;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Syntax;

/** What is filled in in jobs and cron jobs, and the selector that a job gets. Stateless. */
final class BatchDefaults {
    private BatchDefaults() {}

    static ObjectValue job(ObjectValue job) {
        return within(job, "spec", spec -> {
            var changed = isSet(spec, "parallelism") ? spec : ifAbsent(spec, "completions", 1);
            changed = ifAbsent(changed, "parallelism", 1);
            changed = ifAbsent(changed, "backoffLimit", isSet(spec, "backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
            changed = ifAbsent(changed, "completionMode", "NonIndexed");
            changed = ifAbsent(changed, "suspend", false);
            changed = ifAbsent(
                    changed,
                    "podReplacementPolicy",
                    isSet(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
            changed = ifAbsent(changed, "manualSelector", false);
            return jobTemplate(changed);
        });
    }

    private static ObjectValue jobTemplate(ObjectValue spec) {
        return within(spec, "template", PodDefaults::template)
                .update(
                        "podFailurePolicy",
                        policy -> policy.updateEach(
                                "rules",
                                rule -> rule.updateEach(
                                        "onPodConditions", pattern -> ifZero(pattern, "status", "True"))));
    }

    static ObjectValue cronJob(ObjectValue job) {
        return within(job, "spec", spec -> {
            var filled = ifZero(spec, "concurrencyPolicy", "Allow");
            filled = ifAbsent(filled, "suspend", false);
            filled = ifAbsent(filled, "successfulJobsHistoryLimit", 3);
            filled = ifAbsent(filled, "failedJobsHistoryLimit", 1);
            return within(filled, "jobTemplate", template -> within(template, "spec", BatchDefaults::jobTemplate));
        });
    }

    /** A job without labels has those of its template. */
    static ObjectValue label(ObjectValue job) {
        var labels = templateLabels(job);
        return labels.isEmpty() || !job.object("metadata").object("labels").isEmpty()
                ? job
                : job.withAt(labels, "metadata", "labels");
    }

    /**
     * A new job has the labels of its template, too. One whose template has labels only because of what it selects is not refused for
     * the copy of them.
     */
    static ObjectValue selectAndLabel(ObjectValue job) {
        var selecting = select(job);
        boolean good = templateLabels(selecting).strings().values().stream().allMatch(Syntax.LABEL_VALUE::accepts);
        return good || !templateLabels(job).isEmpty() ? label(selecting) : selecting;
    }

    private static ObjectValue templateLabels(ObjectValue job) {
        return job.object("spec").object("template").object("metadata").object("labels");
    }

    /** A job selects its pods by its own uid, unless its author selects. */
    static ObjectValue select(ObjectValue job) {
        if (job.object("spec").bool("manualSelector")) {
            return job;
        }
        var name = Value.of(job.object("metadata").string("name"));
        var uid = Value.of(job.object("metadata").string("uid"));
        var labels = ifAbsent(templateLabels(job), "job-name", name);
        labels = ifAbsent(labels, "batch.kubernetes.io/job-name", name);
        labels = ifAbsent(labels, "controller-uid", uid);
        labels = ifAbsent(labels, "batch.kubernetes.io/controller-uid", uid);
        var selected = ifAbsent(
                job.object("spec").object("selector").object("matchLabels"), "batch.kubernetes.io/controller-uid", uid);
        return job.withAt(labels, "spec", "template", "metadata", "labels")
                .withAt(selected, "spec", "selector", "matchLabels");
    }
}
