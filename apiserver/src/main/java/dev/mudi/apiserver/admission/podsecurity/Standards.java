package dev.mudi.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All checks, and what a pod violates of a standard. */
public final class Standards {
    private static final List<Check> CHECKS = Stream.concat(BaselineChecks.ALL.stream(), RestrictedChecks.ALL.stream())
            .sorted(Comparator.comparing(Check::level).thenComparing(Check::id))
            .toList();

    private Standards() {}

    /** What a pod violates of a standard, the checks of the baseline first. */
    public static List<Violation> violations(Standard standard, PodView pod) {
        if (standard.level() == Level.PRIVILEGED) {
            return List.of();
        }
        var held = CHECKS.stream()
                .filter(check -> check.level().compareTo(standard.level()) <= 0)
                .filter(check -> check.at(standard.minor()).isPresent())
                .toList();
        Set<String> overridden = held.stream().map(Check::overrides).collect(Collectors.toSet());
        var violations = new ArrayList<Violation>();
        for (var check : held) {
            if (!overridden.contains(check.id())) {
                check.at(standard.minor())
                        .flatMap(version -> version.rule().apply(pod))
                        .ifPresent(violations::add);
            }
        }
        return violations;
    }
}
