package dev.mudi.apiserver.admission.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a pod does that it may not.
 *
 * @param reason in short
 * @param detail who does it, and what would be right; may be empty
 */
public record Violation(String reason, String detail) {
    /** {@code privileged, host namespaces}. */
    public static String reasons(List<Violation> violations) {
        return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
    }

    /** {@code privileged (container "c" must not …), host namespaces (hostPID=true)}. */
    public static String details(List<Violation> violations) {
        return violations.stream()
                .map(one -> one.detail.isEmpty() ? one.reason : one.reason + " (" + one.detail + ")")
                .collect(Collectors.joining(", "));
    }
}
