package dev.mudi.apiserver.admission.podsecurity;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One rule of a level.
 *
 * @param id upstream's; checks go by it
 * @param level from which on it holds
 * @param overrides the check of the baseline in whose place this one is at the restricted level; empty for none
 * @param versions the forms it had, the oldest first
 */
record Check(String id, Level level, String overrides, List<Since> versions) {
    /**
     * A form of a rule.
     *
     * @param minor the version that had it first
     * @param rule finds what is wrong with a pod
     */
    record Since(int minor, Function<PodView, Optional<Violation>> rule) {}

    static Check baseline(String id, Since... versions) {
        return new Check(id, Level.BASELINE, "", List.of(versions));
    }

    static Check restricted(String id, String overrides, Since... versions) {
        return new Check(id, Level.RESTRICTED, overrides, List.of(versions));
    }

    static Since since(int minor, Function<PodView, Optional<Violation>> rule) {
        return new Since(minor, rule);
    }

    /** The form that a version has, if it has the rule. */
    Optional<Since> at(int minor) {
        return versions.reversed().stream()
                .filter(version -> version.minor <= minor)
                .findFirst();
    }
}
