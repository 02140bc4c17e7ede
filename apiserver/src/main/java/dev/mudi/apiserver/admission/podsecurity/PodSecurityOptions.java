package dev.mudi.apiserver.admission.podsecurity;

import java.util.Set;

/**
 * What holds where a namespace says nothing, and what is left alone (upstream's {@code PodSecurityConfiguration}).
 *
 * @param defaults the policy of namespaces without labels
 * @param usernames whose requests are not looked at
 * @param runtimeClasses whose pods are not looked at
 * @param namespaces that are not looked at
 */
public record PodSecurityOptions(
        Policy defaults, Set<String> usernames, Set<String> runtimeClasses, Set<String> namespaces) {
    /** Upstream's defaults. */
    public static final PodSecurityOptions DEFAULT =
            new PodSecurityOptions(Policy.PRIVILEGED, Set.of(), Set.of(), Set.of());

    /** Copies the sets. */
    public PodSecurityOptions {
        usernames = Set.copyOf(usernames);
        runtimeClasses = Set.copyOf(runtimeClasses);
        namespaces = Set.copyOf(namespaces);
    }
}
