package dev.mudi.api.kinds.batch;

import dev.mudi.api.kinds.core.PodValidation;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Rules for jobs and for the templates of jobs (Kubernetes reference, Job). Stateless. */
final class JobValidation {
    private static final long SOFT_COMPLETIONS = 100_000;
    private static final long FAILED_LIMIT = 100_000;
    private static final long PARALLEL_LIMIT = 100_000;
    private static final long HIGH_PARALLEL_LIMIT = 10_000;
    private static final long HIGH_FAILED_LIMIT = 10_000;
    private static final String NEEDS_INDEXES = "requires indexed completion mode";
    private static final String HIGH =
            " when completions are above " + SOFT_COMPLETIONS + " and used with backoff limit per index";
    private static final Pattern HTTP_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    private static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    private JobValidation() {}

    static void create(At job) {
        job(job, true);
    }

    private static void job(At job, boolean prefixed) {
        generatedSelector(job, prefixed);
        var spec = job.at("spec");
        jobSpec(spec);
        var name = job.at("metadata", "name");
        if (spec.at("completionMode").is("Indexed") && spec.at("completions").number() > 0) {
            var host = name.text() + "-" + (spec.at("completions").number() - 1);
            if (!Syntax.DNS_LABEL.accepts(host)) {
                name.invalid("will not able to create pod with invalid DNS label: " + host);
            }
        }
    }

    /** The labels with a prefix are asked for only where there were such: jobs of old have none. */
    private static void generatedSelector(At job, boolean prefixed) {
        var spec = job.at("spec");
        if (spec.at("manualSelector").truth() || !spec.at("selector").isSet()) {
            return;
        }
        var name = job.at("metadata", "name").text();
        var uid = job.at("metadata", "uid").text();
        job.at("metadata", "uid").mustBeGiven();
        var meta = spec.at("template", "metadata");
        hasLabel(meta, "controller-uid", uid);
        hasLabel(meta, "job-name", name);
        var expected = new HashMap<>(Map.of("controller-uid", uid, "job-name", name));
        if (prefixed) {
            hasLabel(meta, CONTROLLER_UID, uid);
            hasLabel(meta, JOB_NAME, name);
            expected.put(CONTROLLER_UID, uid);
            expected.put(JOB_NAME, name);
        }
        var labels = ObjectValue.ofStrings(expected);
        var selector = spec.at("selector");
        if (Selectors.isValid(selector) && !Selectors.matches(selector.object(), labels)) {
            selector.invalid(Selectors.shown(selector), "`selector` not auto-generated");
        }
    }

    private static void hasLabel(At meta, String key, String expected) {
        var labels = meta.at("labels");
        var actual = labels.strings().get(key);
        if (actual == null) {
            labels.entry(key).required("must be '" + expected + "'");
        } else if (!actual.equals(expected)) {
            labels.entry(key).invalid(Semantics.sorted(labels.value()), "must be '" + expected + "'");
        }
    }

    private static void jobSpec(At spec) {
        templateSpec(spec);
        var selector = spec.at("selector");
        if (!selector.isSet()) {
            selector.required();
        }
        Selectors.validate(selector);
        var labels = spec.at("template", "metadata", "labels");
        boolean matches = selector.isSet() && Selectors.matches(selector.object(), labels.object());
        if (Selectors.isValid(selector) && !matches) {
            labels.invalid(Semantics.sorted(labels.value()), "`selector` does not match template `labels`");
        }
    }

    /** Checks the spec of a job or of the template of one, but for the selector. */
    static void templateSpec(At spec) {
        for (var field : List.of(
                "parallelism",
                "completions",
                "activeDeadlineSeconds",
                "backoffLimit",
                "ttlSecondsAfterFinished",
                "backoffLimitPerIndex",
                "maxFailedIndexes")) {
            spec.at(field).mustNotBeNegative();
        }
        if (spec.at("maxFailedIndexes").isSet()
                && !spec.at("backoffLimitPerIndex").isSet()) {
            spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
        }
        if (spec.at("managedBy").isSet()) {
            managedBy(spec.at("managedBy"));
        }
        var mode = spec.at("completionMode");
        if (mode.isSet()) {
            mode.mustBeOneOf("NonIndexed", "Indexed");
        }
        if (mode.is("Indexed")) {
            indexed(spec);
        } else if (!mode.isSet() || mode.is("NonIndexed")) {
            for (var field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
                if (spec.at(field).isSet()) {
                    spec.at(field).invalid(NEEDS_INDEXES);
                }
            }
        }
        policies(spec);
        PodValidation.template(spec.at("template"));
        restartPolicy(spec);
    }

    private static void managedBy(At name) {
        var text = name.text();
        int slash = text.indexOf('/');
        if (!name.mustBeGiven()) {
            return;
        }
        if (slash <= 0 || slash == text.length() - 1) {
            name.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
        } else {
            var domain = text.substring(0, slash);
            Syntax.DNS_SUBDOMAIN.complaints(domain).forEach(complaint -> name.invalid(domain, complaint));
            var path = text.substring(slash + 1);
            if (!HTTP_PATH.matcher(path).matches()) {
                name.invalid(path, "Invalid path" + Syntax.regex(HTTP_PATH.pattern()));
            }
        }
        name.mustBeAtMostBytes(63);
    }

    private static void indexed(At spec) {
        var completions = spec.at("completions");
        var parallelism = spec.at("parallelism");
        var failed = spec.at("maxFailedIndexes");
        if (!completions.isSet()) {
            completions.required("when completion mode is Indexed");
        }
        if (parallelism.number() > PARALLEL_LIMIT) {
            parallelism.invalidNumber(
                    "must be less than or equal to " + PARALLEL_LIMIT + " when completion mode is Indexed");
        }
        if (completions.isSet() && failed.number() > completions.number()) {
            failed.invalidNumber("must be less than or equal to completions");
        }
        if (failed.number() > FAILED_LIMIT) {
            failed.invalidNumber("must be less than or equal to " + FAILED_LIMIT);
        }
        if (completions.number() > SOFT_COMPLETIONS
                && spec.at("backoffLimitPerIndex").isSet()) {
            if (!failed.isSet()) {
                failed.required("must be specified when completions is above " + SOFT_COMPLETIONS);
            }
            if (parallelism.number() > HIGH_PARALLEL_LIMIT) {
                parallelism.invalidNumber("must be less than or equal to " + HIGH_PARALLEL_LIMIT + HIGH);
            }
            if (failed.number() > HIGH_FAILED_LIMIT) {
                failed.invalidNumber("must be less than or equal to " + HIGH_FAILED_LIMIT + HIGH);
            }
        }
    }

    private static void policies(At spec) {
        if (spec.at("podFailurePolicy").isSet()) {
            JobPolicyValidation.failurePolicy(spec);
        }
        var success = spec.at("successPolicy");
        if (success.isSet() && !spec.at("completionMode").is("Indexed")) {
            InternalForm.at(success, "batch.v1.SuccessPolicy").invalid(NEEDS_INDEXES);
        } else if (success.isSet()) {
            JobPolicyValidation.successPolicy(spec);
        }
        var replacement = spec.at("podReplacementPolicy");
        if (replacement.isSet() && spec.at("podFailurePolicy").isSet()) {
            replacement.mustBeOneOf("Failed");
        } else if (replacement.isSet()) {
            replacement.mustBeOneOf("Failed", "TerminatingOrFailed");
        }
    }

    private static void restartPolicy(At spec) {
        var policy = spec.at("template", "spec", "restartPolicy");
        if (policy.is("Always") || policy.isEmpty()) {
            policy.required("valid values: \"OnFailure\", \"Never\"");
        } else if (policy.mustBeOneOf("OnFailure", "Never")
                && spec.at("podFailurePolicy").isSet()
                && !policy.is("Never")) {
            policy.invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    static void update(At job, At before) {
        var spec = job.at("spec");
        var was = before.at("spec");
        var labels = was.at("template", "metadata", "labels").object();
        job(job, labels.has(JOB_NAME) && labels.has(CONTROLLER_UID));
        jobSpec(spec);
        var completions = spec.at("completions");
        if (!spec.at("completionMode").is("Indexed")) {
            completions.mustNotHaveChanged(was.at("completions"));
        } else if (!completions.same(was.at("completions"))
                && completions.isSet()
                && completions.number() != spec.at("parallelism").number()) {
            completions.invalidNumber("can only be modified in tandem with spec.parallelism");
        }
        InternalForm.selector(spec.at("selector")).mustNotHaveChanged(was.at("selector"));
        template(spec, was, before);
        spec.at("completionMode").mustNotHaveChanged(was.at("completionMode"));
        InternalForm.mustNotHaveChanged(
                spec.at("podFailurePolicy"), was.at("podFailurePolicy"), "batch.v1.PodFailurePolicy");
        for (var field : List.of("backoffLimitPerIndex", "managedBy")) {
            spec.at(field).mustNotHaveChanged(was.at(field));
        }
        InternalForm.mustNotHaveChanged(spec.at("successPolicy"), was.at("successPolicy"), "batch.v1.SuccessPolicy");
    }

    /** The template of a suspended job may still be changed in where its pods run and what they ask for. */
    private static void template(At spec, At was, At before) {
        var template = spec.at("template").object();
        var old = was.at("template").object();
        boolean suspended = was.at("suspend").truth();
        boolean stopped = !before.at("status", "startTime").isSet()
                || before.at("status", "conditions").items().stream()
                        .anyMatch(condition -> condition.at("type").is("Suspended")
                                && condition.at("status").is("True"));
        boolean idle = suspended && stopped && before.at("status", "active").number() == 0;
        if (idle) {
            template = JobTemplates.withoutPlacement(template);
            old = JobTemplates.withoutPlacement(old);
            if (!Semantics.equal(template.object("spec"), old.object("spec"))) {
                InternalForm.at(spec.at("template", "spec"), "core.v1.PodSpec").invalid("field is immutable");
            }
        } else if (!Semantics.equal(template, old)) {
            InternalForm.at(spec.at("template"), "core.v1.PodTemplateSpec").invalid("field is immutable");
        }
    }
}
