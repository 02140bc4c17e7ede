package dev.mudi.apiserver.crd;

import dev.mudi.api.cel.schema.Correlation;
import dev.mudi.api.cel.schema.Rules;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldError.Kind;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The rules that a schema states for custom resources ({@code x-kubernetes-validations}), and what an update may leave as it was although
 * it is not valid (ratcheting, KEP-4008). Safe for several threads.
 */
final class CustomRules {
    /** Errors after which rules would not find what they look for (apiextensions, customresource/strategy). */
    private static final Set<Kind> BLOCKING =
            EnumSet.of(Kind.NOT_SUPPORTED, Kind.REQUIRED, Kind.TOO_LONG, Kind.TOO_MANY, Kind.TYPE_INVALID);

    /** Costs bound the time too, but for comparisons of large values. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ObjectValue schema;
    private final Optional<Rules> rules;

    CustomRules(ObjectValue schema) {
        this.schema = schema;
        this.rules = Rules.of(schema, true);
    }

    /** Finds what breaks the rules in an object to be created, after all else was looked at. */
    void validate(ObjectValue object, FieldErrors errors) {
        validate(object, Optional.empty(), Optional.empty(), errors);
    }

    /** Finds what breaks the rules in an update, after all else was looked at. */
    void validateUpdate(ObjectValue next, ObjectValue current, FieldErrors errors) {
        validate(next, Optional.of(current), Optional.of(new Correlation(next, current, schema)), errors);
    }

    /** What a valid update breaks nevertheless, where it left things as they were. */
    List<String> warnings(ObjectValue next, ObjectValue current) {
        var forgiven = new FieldErrors();
        validate(next, Optional.of(current), Optional.empty(), forgiven);
        return forgiven.list().stream().map(FieldError::message).toList();
    }

    private void validate(
            ObjectValue object, Optional<ObjectValue> before, Optional<Correlation> correlation, FieldErrors errors) {
        if (rules.isEmpty()) {
            return;
        }
        if (errors.list().stream().anyMatch(error -> BLOCKING.contains(error.kind()))) {
            errors.invalid(
                    FieldPath.ROOT,
                    NullValue.NULL,
                    "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
            return;
        }
        rules.get().validate(object, before, FieldPath.ROOT, correlation, errors, deadline());
    }

    private static BooleanSupplier deadline() {
        long end = System.nanoTime() + LONGEST.toNanos();
        return () -> System.nanoTime() - end > 0;
    }

    /** Keeps those errors of an update that are not about what it left as it was. */
    void keepNew(FieldErrors found, ObjectValue next, ObjectValue current, FieldErrors errors) {
        if (found.isEmpty()) {
            return;
        }
        var correlation = new Correlation(next, current, schema);
        for (var error : found.list()) {
            if (!correlation.isUnchangedAt(error.field())) {
                errors.add(error.kind(), FieldPath.of(error.field()), error.body());
            }
        }
    }
}
