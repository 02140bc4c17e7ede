package dev.mudi.api.kinds.batch;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules for the status of a job, which others than the job controller may write too (KEP-4368). What a write leaves as it was is
 * not held against it. For one update.
 */
final class JobStatusValidation {
    private static final String COMPLETE = "Complete";
    private static final String FAILED = "Failed";
    private static final String TARGET = "FailureTarget";
    private static final String CRITERIA = "SuccessCriteriaMet";

    private final At spec;
    private final At status;
    private final At was;
    private final Set<String> now;
    private final Set<String> before;

    private JobStatusValidation(At job, At old) {
        this.spec = job.at("spec");
        this.status = job.at("status");
        this.was = old.at("status");
        this.now = holding(status);
        this.before = holding(was);
    }

    static void update(At job, At old) {
        var rules = new JobStatusValidation(job, old);
        rules.counts();
        rules.ends();
        rules.finished();
        rules.indexes();
        rules.criteria();
        rules.changes();
    }

    private static Set<String> holding(At status) {
        var types = new HashSet<String>();
        for (var condition : status.at("conditions").items()) {
            if (condition.at("status").is("True")) {
                types.add(condition.at("type").text());
            }
        }
        return types;
    }

    private boolean changed(String... fields) {
        return List.of(fields).stream()
                .anyMatch(
                        field -> !status.at(field).value().equals(was.at(field).value())
                                && !status.at(field).same(was.at(field)));
    }

    private boolean turned(String condition) {
        return now.contains(condition) != before.contains(condition);
    }

    private static boolean isFinished(Set<String> conditions) {
        return conditions.contains(COMPLETE) || conditions.contains(FAILED);
    }

    private void wrong(String complaint) {
        var conditions = status.at("conditions");
        conditions.errors().add(FieldError.Kind.INVALID, conditions.path(), "Invalid value: " + complaint);
    }

    private void counts() {
        for (var field : List.of("active", "succeeded", "failed", "ready", "terminating")) {
            status.at(field).mustNotBeNegative();
        }
        var seen = new HashSet<String>();
        for (var list : List.of("succeeded", "failed")) {
            for (var uid : status.at("uncountedTerminatedPods", list).items()) {
                if (uid.isEmpty()) {
                    uid.invalid("must not be empty");
                } else if (!seen.add(uid.text())) {
                    uid.duplicate();
                }
            }
        }
    }

    private void ends() {
        boolean complete = now.contains(COMPLETE);
        var end = status.at("completionTime");
        var start = status.at("startTime");
        if ((turned(COMPLETE) || turned(FAILED)) && complete && now.contains(FAILED)) {
            wrong("cannot set Complete=True and Failed=true conditions");
        }
        if ((turned(COMPLETE) || turned(TARGET)) && complete && now.contains(TARGET)) {
            wrong("cannot set Complete=True and FailureTarget=true conditions");
        }
        if (turned(COMPLETE) || changed("completionTime")) {
            if (end.isSet() && !complete) {
                end.invalid("cannot set completionTime when there is no Complete=True condition");
            } else if (!end.isSet() && complete) {
                end.required("completionTime is required for Complete jobs");
            }
        }
        if (changed("startTime", "completionTime")
                && start.isSet()
                && end.isSet()
                && Instant.parse(end.text()).isBefore(Instant.parse(start.text()))) {
            end.invalid("must be equal to or after `startTime`");
        }
        if ((turned(FAILED) || changed("failedIndexes")) && now.contains(FAILED) && !now.contains(TARGET)) {
            wrong("cannot set Failed=True condition without the FailureTarget=true condition");
        }
        if ((turned(COMPLETE) || turned(CRITERIA)) && complete && !now.contains(CRITERIA)) {
            wrong("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
    }

    private void finished() {
        if (!isFinished(now)) {
            return;
        }
        boolean turned = !isFinished(before);
        var pods = status.at("uncountedTerminatedPods");
        boolean none = spec.at("suspend").truth()
                && spec.at("completions").isSet()
                && spec.at("completions").number() == 0;
        if ((turned || changed("active")) && status.at("active").number() > 0) {
            status.at("active").invalid("active>0 is invalid for finished job");
        }
        if ((turned || changed("startTime")) && !none && !status.at("startTime").isSet()) {
            status.at("startTime").required("startTime is required for finished job");
        }
        boolean uncounted =
                !pods.at("failed").isEmpty() || !pods.at("succeeded").isEmpty();
        if ((turned || changed("uncountedTerminatedPods")) && uncounted) {
            InternalForm.at(pods, "batch.v1.UncountedTerminatedPods").invalid("must be empty for finished job");
        }
    }

    private void indexes() {
        var completed = status.at("completedIndexes");
        var failed = status.at("failedIndexes");
        boolean counted = spec.at("completions").isSet();
        long completions = spec.at("completions").number();
        if (counted && changed("completedIndexes")) {
            JobIndexes.check(completed, completions, "completedIndexes");
        }
        boolean perIndex = spec.at("backoffLimitPerIndex").isSet();
        if (counted && perIndex && failed.isSet() && changed("failedIndexes")) {
            JobIndexes.check(failed, completions, "failedIndexes");
        }
        if (changed("completedIndexes")
                && !completed.isEmpty()
                && !spec.at("completionMode").is("Indexed")) {
            completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        if (changed("failedIndexes") && !perIndex && failed.isSet()) {
            failed.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        }
        if (counted && failed.isSet() && changed("completedIndexes", "failedIndexes")) {
            JobIndexes.overlap(completed.text(), failed.text(), completions)
                    .ifPresent(
                            index -> failed.invalid("failedIndexes and completedIndexes overlap at index: " + index));
        }
    }

    private void criteria() {
        var terminating = status.at("terminating");
        if (isFinished(now) && (!isFinished(before) || changed("terminating")) && terminating.number() > 0) {
            terminating.invalid("terminating>0 is invalid for finished job");
        }
        var ready = status.at("ready");
        if (ready.isSet()
                && changed("ready", "active")
                && ready.number() > status.at("active").number()) {
            ready.invalid("cannot set more ready pods than active");
        }
        boolean met = now.contains(CRITERIA);
        if (met && now.contains(FAILED)) {
            wrong("cannot set SuccessCriteriaMet=True and Failed=true conditions");
        }
        if (met && now.contains(TARGET)) {
            wrong("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        }
        if (spec.at("successPolicy").isSet() && !met && now.contains(COMPLETE)) {
            wrong("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
        }
    }

    private void changes() {
        for (var condition : List.of(FAILED, COMPLETE, TARGET)) {
            if (before.contains(condition) && !now.contains(condition)) {
                wrong("cannot disable the terminal " + condition + "=True condition");
            }
        }
        notFewer("failed");
        boolean elastic = spec.at("completionMode").is("Indexed")
                && spec.at("completions").same(spec.at("parallelism"));
        if (!elastic) {
            notFewer("succeeded");
        }
        if (status.at("completionTime").isSet() && was.at("completionTime").isSet() && changed("completionTime")) {
            status.at("completionTime").invalid("field is immutable");
        }
        boolean resumed = before.contains("Suspended")
                && status.at("conditions").items().stream()
                        .anyMatch(condition -> condition.at("type").is("Suspended")
                                && condition.at("status").is("False"));
        if (was.at("startTime").isSet()
                && changed("startTime")
                && !resumed
                && !spec.at("suspend").truth()) {
            status.at("startTime")
                    .invalid(status.at("startTime").value(), "field is immutable for unsuspended job once set");
        }
        if (before.contains(CRITERIA) && !now.contains(CRITERIA)) {
            wrong("cannot disable the SuccessCriteriaMet=True condition");
        }
        if (before.contains(COMPLETE) && !before.contains(CRITERIA) && now.contains(CRITERIA)) {
            wrong("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
        }
    }

    private void notFewer(String counter) {
        if (status.at(counter).number() < was.at(counter).number()) {
            status.at(counter).invalidNumber("cannot decrease the " + counter + " counter");
        }
    }
}
