package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which secrets the pods of a service account may name, where the account is marked to allow its own only (Kubernetes reference,
 * "Configure Service Accounts for Pods", Enforce mountable secrets). Pure.
 *
 * @param account its name
 * @param secrets that it names
 * @param pullSecrets that it names
 */
record MountableSecrets(String account, Set<String> secrets, Set<String> pullSecrets) {
    private static final String ENFORCED = "kubernetes.io/enforce-mountable-secrets";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    /** Those of an account; empty if it allows all. */
    static Optional<MountableSecrets> of(ObjectValue account) {
        var metadata = account.object("metadata");
        return TRUE.contains(metadata.object("annotations").string(ENFORCED))
                ? Optional.of(new MountableSecrets(
                        metadata.string("name"), names(account, "secrets"), names(account, "imagePullSecrets")))
                : Optional.empty();
    }

    private static Set<String> names(ObjectValue account, String list) {
        return account.array(list)
                .objects()
                .map(reference -> reference.string("name"))
                .collect(Collectors.toSet());
    }

    /** What a new pod names that it may not, in upstream's words. */
    Optional<String> refusal(ObjectValue pod) {
        var spec = pod.object("spec");
        for (var volume : spec.array("volumes").objects().toList()) {
            var secret = volume.object("secret").string("secretName");
            if (volume.has("secret") && !secrets.contains(secret)) {
                return Optional.of("volume with secret.secretName=\"" + secret + "\"" + notReferenced("secret"));
            }
        }
        return refusal(spec, "initContainers", "init container")
                .or(() -> refusal(spec, "containers", "container"))
                .or(() -> pullRefusal(spec));
    }

    /** The same for the ephemeral containers of a pod. */
    Optional<String> ephemeralRefusal(ObjectValue pod) {
        return refusal(pod.object("spec"), "ephemeralContainers", "ephemeral container");
    }

    private Optional<String> refusal(ObjectValue spec, String list, String what) {
        for (var container : spec.array(list).objects().toList()) {
            var name = what + " " + container.string("name");
            for (var variable : container.array("env").objects().toList()) {
                var from = variable.object("valueFrom");
                var secret = from.object("secretKeyRef").string("name");
                if (from.has("secretKeyRef") && !secrets.contains(secret)) {
                    return Optional.of(name + " with envVar " + variable.string("name")
                            + " referencing secret.secretName=\"" + secret + "\"" + notReferenced("secret"));
                }
            }
            for (var from : container.array("envFrom").objects().toList()) {
                var secret = from.object("secretRef").string("name");
                if (from.has("secretRef") && !secrets.contains(secret)) {
                    return Optional.of(name + " with envFrom referencing secret.secretName=\"" + secret + "\""
                            + notReferenced("secret"));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> pullRefusal(ObjectValue spec) {
        var references = spec.array("imagePullSecrets");
        for (int i = 0; i < references.size(); i++) {
            var secret = references.object(i).string("name");
            if (!pullSecrets.contains(secret)) {
                return Optional.of(
                        "imagePullSecrets[" + i + "].name=\"" + secret + "\"" + notReferenced("imagePullSecret"));
            }
        }
        return Optional.empty();
    }

    private String notReferenced(String what) {
        return " is not allowed because service account " + account + " does not reference that " + what;
    }
}
