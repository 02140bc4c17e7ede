package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.AddressWarnings;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What a client is warned of about a pod or a template of pods, in upstream's words and order. For one thread. */
final class PodWarnings {
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "scheduler.alpha.kubernetes.io/critical-pod",
                    "non-functional in v1.16+; use the \"priorityClassName\" field instead",
            "security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead",
            "security.alpha.kubernetes.io/unsafe-sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead");
    private static final List<String> ANNOTATION_ORDER = List.of(
            "scheduler.alpha.kubernetes.io/critical-pod",
            "security.alpha.kubernetes.io/sysctls",
            "security.alpha.kubernetes.io/unsafe-sysctls");
    private static final List<List<String>> VOLUMES = List.of(
            List.of("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
            List.of("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
            List.of("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
            List.of("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
            List.of("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
            List.of("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
            List.of("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
            List.of("ephemeral", "", ""),
            List.of("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
            List.of("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"));
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String USE_SECCOMP = ": non-functional in v1.27+; use the \"seccompProfile\" field instead";
    private static final String SELECTS_NOTHING = ": a null labelSelector results in matching no pod";

    private final List<String> warnings = new ArrayList<>();
    private final At annotations;
    private final At spec;
    private final boolean isTemplate;

    private PodWarnings(At pod, boolean isTemplate) {
        this.annotations = pod.at("metadata", "annotations");
        this.spec = pod.at("spec");
        this.isTemplate = isTemplate;
    }

    static List<String> ofPod(ObjectValue pod) {
        return of(At.root(pod, new FieldErrors()), false);
    }

    /** Those of the template at this place. */
    static List<String> ofTemplate(At template) {
        return of(template, true);
    }

    private static List<String> of(At pod, boolean isTemplate) {
        var found = new PodWarnings(pod, isTemplate);
        found.placement();
        found.annotations();
        found.volumes();
        found.lists();
        found.resources(found.spec.at("overhead"));
        found.containers();
        found.warnings.addAll(PortWarnings.of(allContainers(found.spec)));
        found.rest();
        return List.copyOf(found.warnings);
    }

    private static List<At> allContainers(At spec) {
        return PodValidation.containers(spec);
    }

    private void placement() {
        warnings.addAll(NodeLabelWarnings.ofLabels(spec.at("nodeSelector")));
        var affinity = spec.at("affinity", "nodeAffinity");
        for (var term : affinity.at("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
                .items()) {
            warnings.addAll(NodeLabelWarnings.ofTerm(term, false));
        }
        for (var term :
                affinity.at("preferredDuringSchedulingIgnoredDuringExecution").items()) {
            warnings.addAll(NodeLabelWarnings.ofTerm(term.at("preference"), true));
        }
        for (var constraint : spec.at("topologySpreadConstraints").items()) {
            var key = constraint.at("topologyKey");
            NodeLabelWarnings.of(key.text())
                    .ifPresent(said -> warnings.add(key.path() + ": " + key.text() + " is " + said));
            selects(constraint.at("labelSelector"));
        }
    }

    private void selects(At selector) {
        if (!selector.isSet()) {
            warnings.add(selector.path() + SELECTS_NOTHING);
        }
    }

    private void annotations() {
        for (var key : ANNOTATION_ORDER) {
            if (annotations.object().has(key)) {
                warnings.add(annotations.path().key(key) + ": " + ANNOTATIONS.get(key));
            }
        }
    }

    private void volumes() {
        for (var volume : spec.at("volumes").items()) {
            for (var kind : VOLUMES) {
                var source = volume.at(kind.get(0));
                if (source.isSet() && kind.get(1).isEmpty()) {
                    warnings.addAll(claimSpec(source.at("volumeClaimTemplate", "spec")));
                } else if (source.isSet()) {
                    warnings.add(volume.path().child(kind.get(1)) + ": " + kind.get(2));
                }
            }
        }
        warnings.addAll(OverlapWarnings.of(spec.at("volumes")));
    }

    /** Those of the spec of a claim. */
    static List<String> claimSpec(At claim) {
        var found = new ArrayList<String>();
        for (var list : List.of("requests", "limits")) {
            fraction(claim.at("resources", list).entry("storage"), found);
        }
        return found;
    }

    private void lists() {
        once(spec.at("hostAliases"), "ip");
        once(spec.at("imagePullSecrets"), "name");
        for (var secret : spec.at("imagePullSecrets").items()) {
            if (secret.at("name").isEmpty()) {
                warnings.add(secret.at("name").path() + ": invalid empty name \"\"");
            }
        }
    }

    private void once(At list, String field) {
        var seen = new HashSet<String>();
        for (var item : list.items()) {
            if (!seen.add(item.at(field).text())) {
                warnings.add(item.at(field).path() + ": duplicate " + field + " \""
                        + item.at(field).text() + "\"");
            }
        }
    }

    private void resources(At amounts) {
        for (var name : List.of("memory", "ephemeral-storage")) {
            fraction(amounts.entry(name), warnings);
        }
    }

    /** Half a byte is none; upstream counts in thousandths. */
    private static void fraction(At amount, List<String> into) {
        var thousandths = Amount.orZero(amount.value()).scaleByPowerOfTen(3).setScale(0, RoundingMode.UP);
        if (thousandths.remainder(BigDecimal.valueOf(1000)).signum() != 0) {
            into.add(
                    amount.path() + ": fractional byte value \"" + amount.text() + "\" is invalid, must be an integer");
        }
    }

    private void containers() {
        if (!spec.at("securityContext", "seccompProfile").isSet()
                && annotations.object().has(SECCOMP_POD)) {
            warnings.add(annotations.path().key(SECCOMP_POD) + USE_SECCOMP);
        }
        for (var container : allContainers(spec)) {
            profiles(container);
            for (var name : List.of("memory", "ephemeral-storage")) {
                fraction(container.at("resources", "limits").entry(name), warnings);
                fraction(container.at("resources", "requests").entry(name), warnings);
            }
            hidden(container.at("env"));
        }
    }

    private void profiles(At container) {
        var name = container.at("name").text();
        var seccomp = SECCOMP_CONTAINER + name;
        if (!container.at("securityContext", "seccompProfile").isSet()
                && annotations.object().has(seccomp)) {
            warnings.add(annotations.path().key(seccomp) + USE_SECCOMP);
        }
        var appArmor = APPARMOR + name;
        boolean own = container.at("securityContext", "appArmorProfile").isSet();
        if (isTemplate && !own && annotations.object().has(appArmor)) {
            warnings.add(annotations.path().key(appArmor)
                    + ": deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }

    private void hidden(At variables) {
        var seen = new HashSet<String>();
        for (var variable : variables.items()) {
            var name = variable.at("name").text();
            var reference = "$(" + name + ")";
            var value = variable.at("value").text();
            if (!seen.add(name)
                    && (variable.at("valueFrom").isSet() || value.equals(reference) || !value.contains(reference))) {
                warnings.add(variable.path() + ": hides previous definition of \"" + name
                        + "\", which may be dropped when using apply");
            }
        }
    }

    private void rest() {
        var seconds = spec.at("terminationGracePeriodSeconds");
        if (seconds.number() < 0) {
            warnings.add(seconds.path() + ": must be >= 0; negative values are invalid and will be treated as 1");
        }
        for (var kind : List.of("podAffinity", "podAntiAffinity")) {
            var affinity = spec.at("affinity", kind);
            affinity.at("requiredDuringSchedulingIgnoredDuringExecution")
                    .items()
                    .forEach(term -> selects(term.at("labelSelector")));
            affinity.at("preferredDuringSchedulingIgnoredDuringExecution")
                    .items()
                    .forEach(term -> selects(term.at("podAffinityTerm", "labelSelector")));
        }
        spec.at("dnsConfig", "nameservers")
                .items()
                .forEach(server -> warnings.addAll(AddressWarnings.ofAddress(server)));
        spec.at("hostAliases").items().forEach(alias -> warnings.addAll(AddressWarnings.ofAddress(alias.at("ip"))));
    }
}
