package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import dev.mudi.apiserver.admission.podsecurity.Level;
import dev.mudi.apiserver.admission.podsecurity.NamespacePods;
import dev.mudi.apiserver.admission.podsecurity.PodSecurityOptions;
import dev.mudi.apiserver.admission.podsecurity.PodView;
import dev.mudi.apiserver.admission.podsecurity.Policy;
import dev.mudi.apiserver.admission.podsecurity.Standard;
import dev.mudi.apiserver.admission.podsecurity.Standards;
import dev.mudi.apiserver.admission.podsecurity.Violation;
import dev.mudi.apiserver.metrics.PodSecurityMetrics;
import dev.mudi.apiserver.metrics.PodSecurityMetrics.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Holds pods to the standard that their namespace asks for by its labels (KEP-2579; upstream's plugin PodSecurity). */
final class PodSecurity implements Admission {
    /** Where the template of a pod stands in what is no pod. */
    private static final Map<String, List<String>> TEMPLATES = Map.of(
            "replicationcontrollers", List.of("spec", "template"),
            "podtemplates", List.of("template"),
            "replicasets.apps", List.of("spec", "template"),
            "deployments.apps", List.of("spec", "template"),
            "statefulsets.apps", List.of("spec", "template"),
            "daemonsets.apps", List.of("spec", "template"),
            "jobs.batch", List.of("spec", "template"),
            "cronjobs.batch", List.of("spec", "jobTemplate", "spec", "template"));

    private static final Set<String> POD_SUBRESOURCES = Set.of("", "ephemeralcontainers", "resize");

    private final LiveObjects objects;
    private final PodSecurityOptions options;
    private final PodSecurityMetrics metrics;

    PodSecurity(LiveObjects objects, PodSecurityOptions options, PodSecurityMetrics metrics) {
        this.objects = objects;
        this.options = options;
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return "PodSecurity";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() != Operation.CREATE && request.operation() != Operation.UPDATE) {
            return;
        }
        var target = request.target();
        var resource = target.definition().name().qualified();
        var subresource = target.subresource();
        switch (resource) {
            case "namespaces" -> {
                if (subresource.isEmpty()) {
                    validateNamespace(request);
                }
            }
            case "pods" -> {
                if (POD_SUBRESOURCES.contains(subresource) && !isExempt(request)) {
                    validatePod(request);
                }
            }
            default -> {
                if (subresource.isEmpty() && TEMPLATES.containsKey(resource) && !isExempt(request)) {
                    validateTemplate(request, TEMPLATES.getOrDefault(resource, List.of()));
                }
            }
        }
    }

    private boolean isExempt(AdmissionRequest request) {
        boolean exempt = options.namespaces().contains(request.target().namespace())
                || options.usernames().contains(request.context().user().name());
        if (exempt) {
            metrics.exempted(question(request));
        }
        return exempt;
    }

    private static Question question(AdmissionRequest request) {
        boolean pod = request.target().definition().name().qualified().equals("pods");
        return new Question(
                request.operation().name().toLowerCase(Locale.ROOT),
                pod ? "pod" : "controller",
                request.target().subresource());
    }

    private void count(AdmissionRequest request, String mode, Standard standard, boolean allowed) {
        metrics.evaluated(question(request), mode, standard.level().toString(), standard.version(), allowed);
    }

    private Policy policy(AdmissionRequest request) {
        var namespace = request.target().namespace();
        var labels = objects.get("", "namespaces", "", namespace)
                .map(found -> ObjectMeta.of(found).labels())
                .orElseThrow(() -> StatusException.internal("failed to lookup namespace \"" + namespace + "\""));
        return Policy.of(labels, options.defaults()).policy();
    }

    private void validatePod(AdmissionRequest request) {
        var policy = policy(request);
        if (policy.isPrivileged()) {
            count(request, "enforce", policy.enforce(), true);
        }
        var pod = request.object().orElse(ObjectValue.EMPTY);
        boolean concerned = !policy.isPrivileged()
                && !options.runtimeClasses().contains(pod.object("spec").string("runtimeClassName"))
                && (request.operation() == Operation.CREATE
                        || isSignificant(pod, request.old().orElse(ObjectValue.EMPTY)));
        if (!concerned) {
            return;
        }
        var violations = Standards.violations(policy.enforce(), PodView.of(pod));
        count(request, "enforce", policy.enforce(), violations.isEmpty());
        countAudit(request, policy, PodView.of(pod));
        if (!violations.isEmpty()) {
            throw request.forbidden(
                    "violates PodSecurity \"" + policy.enforce() + "\": " + Violation.details(violations));
        }
        warn(request, policy.warn(), PodView.of(pod));
    }

    /** Whether an update changes what runs: containers come, go, or get another image. */
    private static boolean isSignificant(ObjectValue pod, ObjectValue old) {
        for (var list : new String[] {"initContainers", "containers"}) {
            if (!images(pod, list).equals(images(old, list))) {
                return true;
            }
        }
        return !images(old, "ephemeralContainers").containsAll(images(pod, "ephemeralContainers"));
    }

    /** Names only matter where containers can come at any place. */
    private static List<String> images(ObjectValue pod, String list) {
        boolean named = list.equals("ephemeralContainers");
        var images = new ArrayList<String>();
        pod.object("spec")
                .array(list)
                .objects()
                .forEach(container ->
                        images.add((named ? container.string("name") + "\n" : "") + container.string("image")));
        return images;
    }

    private void validateTemplate(AdmissionRequest request, List<String> path) {
        var policy = policy(request);
        if (policy.warn().level() == Level.PRIVILEGED && policy.audit().level() == Level.PRIVILEGED) {
            return;
        }
        var template = request.object()
                .flatMap(object -> object.at(path.toArray(String[]::new)))
                .filter(ObjectValue.class::isInstance)
                .map(ObjectValue.class::cast);
        template.filter(one ->
                        !options.runtimeClasses().contains(one.object("spec").string("runtimeClassName")))
                .ifPresent(one -> {
                    countAudit(request, policy, PodView.of(one));
                    warn(request, policy.warn(), PodView.of(one));
                });
    }

    /** Of what would be audited only violations are counted, as of warnings. */
    private void countAudit(AdmissionRequest request, Policy policy, PodView pod) {
        if (!Standards.violations(policy.audit(), pod).isEmpty()) {
            count(request, "audit", policy.audit(), false);
        }
    }

    private void warn(AdmissionRequest request, Standard standard, PodView pod) {
        var violations = Standards.violations(standard, pod);
        if (!violations.isEmpty()) {
            count(request, "warn", standard, false);
            request.context()
                    .warnings()
                    .add("would violate PodSecurity \"" + standard + "\": " + Violation.details(violations));
        }
    }

    private void validateNamespace(AdmissionRequest request) {
        var labels = ObjectMeta.of(request.object().orElse(ObjectValue.EMPTY)).labels();
        var next = Policy.of(labels, options.defaults());
        if (request.operation() == Operation.CREATE) {
            refuse(request, next);
            warnOfExemption(request, next.policy(), labels);
            return;
        }
        var before =
                Policy.of(ObjectMeta.of(request.old().orElse(ObjectValue.EMPTY)).labels(), options.defaults());
        if (!next.errors().equals(before.errors())) {
            refuse(request, next);
        }
        var enforce = next.policy().enforce();
        var old = before.policy().enforce();
        boolean stricter = !enforce.equals(old)
                && enforce.level() != Level.PRIVILEGED
                && (enforce.minor() != old.minor() || enforce.level().compareTo(old.level()) > 0);
        var name = ObjectMeta.of(request.object().orElse(ObjectValue.EMPTY)).name();
        if (stricter && options.namespaces().contains(name)) {
            warnOfExemption(request, next.policy(), labels);
        } else if (stricter) {
            NamespacePods.warnings(name, objects.list("", "pods", name), enforce, options.runtimeClasses())
                    .forEach(request.context().warnings()::add);
        }
    }

    private static void refuse(AdmissionRequest request, Policy.Parsed parsed) {
        if (!parsed.errors().isEmpty()) {
            var name = ObjectMeta.of(request.object().orElse(ObjectValue.EMPTY)).name();
            throw StatusException.invalid("", "Namespace", name, parsed.errors());
        }
    }

    private void warnOfExemption(AdmissionRequest request, Policy policy, Map<String, String> labels) {
        var name = ObjectMeta.of(request.object().orElse(ObjectValue.EMPTY)).name();
        boolean matters =
                options.namespaces().contains(name) && !policy.isPrivileged() && !policy.equals(options.defaults());
        if (!matters) {
            return;
        }
        var said = new ArrayList<String>();
        var modes = Map.of("enforce", policy.enforce(), "audit", policy.audit(), "warn", policy.warn());
        for (var mode : List.of("enforce", "audit", "warn")) {
            var standard = modes.getOrDefault(mode, Standard.PRIVILEGED);
            var label = "pod-security.kubernetes.io/" + mode;
            boolean labelled = labels.containsKey(label) || labels.containsKey(label + "-version");
            if (standard.level() != Level.PRIVILEGED && labelled) {
                said.add(mode + "=" + standard);
            }
        }
        request.context()
                .warnings()
                .add("namespace \"" + name + "\" is exempt from Pod Security, and the policy ("
                        + String.join(", ", said) + ") will be ignored");
    }
}
