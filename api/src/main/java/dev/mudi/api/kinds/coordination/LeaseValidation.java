package dev.mudi.api.kinds.coordination;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.SemanticVersion;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Optional;

/** Rules for leases and those who want them (Kubernetes reference, Lease, LeaseCandidate). Stateless. */
final class LeaseValidation {
    private static final String OLDEST = "OldestEmulationVersion";

    private LeaseValidation() {}

    static void lease(At spec) {
        var duration = spec.at("leaseDurationSeconds");
        if (duration.isSet() && duration.number() <= 0) {
            duration.invalidNumber("must be greater than 0");
        }
        spec.at("leaseTransitions").mustNotBeNegative();
        if (spec.at("strategy").isSet()) {
            strategy(spec.at("strategy"));
        }
        if (!spec.at("preferredHolder").isEmpty() && spec.at("strategy").isEmpty()) {
            spec.at("preferredHolder").forbidden("may only be specified if `strategy` is defined");
        }
    }

    static void candidateUpdate(At spec, At before) {
        candidate(spec);
        spec.at("leaseName").mustNotHaveChanged(before.at("leaseName"));
    }

    static void candidate(At spec) {
        spec.at("leaseName").mustBeGiven();
        var emulated = spec.at("emulationVersion").isEmpty()
                ? Optional.<SemanticVersion>empty()
                : version(spec.at("emulationVersion"));
        var binary = spec.at("binaryVersion").mustBeGiven()
                ? version(spec.at("binaryVersion"))
                : Optional.<SemanticVersion>empty();
        if (emulated.isPresent() && binary.isPresent() && binary.get().compareTo(emulated.get()) < 0) {
            spec.at("binaryVersion").invalid("must be greater than or equal to `emulationVersion`");
        }
        var strategy = spec.at("strategy");
        if (strategy.mustBeGiven()) {
            if (strategy.is(OLDEST) && emulated.isEmpty()) {
                spec.at("emulationVersion").required("must be specified when `strategy` is '" + OLDEST + "'");
            }
            strategy(strategy);
        }
    }

    private static Optional<SemanticVersion> version(At at) {
        var version = SemanticVersion.parse(at.text());
        if (version.isEmpty()) {
            at.invalid("must be a valid semantic version");
        }
        return version;
    }

    /** The place of the error names the field twice, as upstream's does. */
    private static void strategy(At strategy) {
        var place = strategy.shownAt(strategy.path().child("strategy"));
        if (strategy.text().contains("/")) {
            place.mustBe(Syntax.QUALIFIED_NAME);
        } else {
            place.mustBeOneOf(List.of(OLDEST));
        }
    }
}
