package dev.mudi.apiserver.admission.podsecurity;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which standards hold for the pods of a namespace.
 *
 * @param enforce pods that violate it are refused
 * @param audit what violates it is recorded
 * @param warn who creates what violates it is warned
 */
public record Policy(Standard enforce, Standard audit, Standard warn) {
    /** Upstream's default: nothing is held against any pod. */
    public static final Policy PRIVILEGED = new Policy(Standard.PRIVILEGED, Standard.PRIVILEGED, Standard.PRIVILEGED);

    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final String LEVELS = "must be one of privileged, baseline, restricted";
    private static final String VERSIONS = "must be \"latest\" or \"v1.x\"";

    /** A policy and what could not be read of the labels that say it. */
    public record Parsed(Policy policy, List<FieldError> errors) {}

    /** The policy of a namespace: what cannot be read is enforced as restricted, and otherwise as privileged. */
    public static Parsed of(Map<String, String> labels, Policy defaults) {
        var reader = new Reader(labels);
        var enforce = reader.standard("enforce", defaults.enforce, Level.RESTRICTED);
        var audit = reader.standard("audit", defaults.audit, Level.PRIVILEGED);
        var warn = reader.standard("warn", defaults.warn, Level.PRIVILEGED);
        boolean follows = !labels.containsKey(PREFIX + "warn")
                && reader.level("enforce").isPresent()
                && enforce.level().compareTo(warn.level()) > 0;
        if (follows) {
            warn = labels.containsKey(PREFIX + "warn-version") ? warn.with(enforce.level()) : enforce;
        }
        return new Parsed(new Policy(enforce, audit, warn), reader.errors.list());
    }

    /** Reads labels. */
    private static final class Reader {
        private final Map<String, String> labels;
        private final FieldErrors errors = new FieldErrors();

        private Reader(Map<String, String> labels) {
            this.labels = labels;
        }

        private Optional<Level> level(String mode) {
            return Optional.ofNullable(labels.get(PREFIX + mode)).flatMap(Level::of);
        }

        private Standard standard(String mode, Standard defaults, Level unreadable) {
            var standard = defaults;
            if (labels.containsKey(PREFIX + mode)) {
                var level = level(mode);
                standard = standard.with(level.orElse(unreadable));
                check(level, mode, LEVELS);
            }
            var text = labels.get(PREFIX + mode + "-version");
            if (text != null) {
                var minor = Standard.minor(text);
                standard = standard.with(minor.orElse(Standard.LATEST));
                check(minor, mode + "-version", VERSIONS);
            }
            return standard;
        }

        private void check(Optional<?> read, String label, String rule) {
            if (read.isEmpty()) {
                errors.invalid(
                        FieldPath.of("metadata", "labels").key(PREFIX + label),
                        labels.getOrDefault(PREFIX + label, ""),
                        rule);
            }
        }
    }

    /** Whether nothing is held against any pod. */
    public boolean isPrivileged() {
        return enforce.level() == Level.PRIVILEGED
                && audit.level() == Level.PRIVILEGED
                && warn.level() == Level.PRIVILEGED;
    }
}
