package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.QueryParameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks what several kinds of options have in common (apimachinery, meta/v1 validation). */
final class Parameters {
    private static final int MANAGER_LIMIT = 128;
    private static final List<String> FIELD_VALIDATIONS = List.of("", "Ignore", "Strict", "Warn");

    private static final String INVALID_SYNTAX = "invalid syntax";
    private static final String OUT_OF_RANGE = "value out of range";

    private Parameters() {}

    private static boolean isDigits(String text) {
        return text.chars().allMatch(character -> character >= '0' && character <= '9');
    }

    /** A boolean that may be absent. */
    static Optional<Boolean> truth(QueryParameters query, String name) {
        return query.has(name) ? Optional.of(query.bool(name)) : Optional.empty();
    }

    /** A revision; empty when it is absent; 400 when it is not one. */
    static Optional<Long> revision(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (isDigits(text)) {
            try {
                return Optional.of(Long.parseUnsignedLong(text)).map(Parameters::reachable);
            } catch (NumberFormatException e) {
                // Refused below, with what is no number.
            }
        }
        throw StatusException.badRequest("invalid resource version: " + complaint(text));
    }

    private static String complaint(String text) {
        var quoted = GoText.quoted(text);
        return "resourceVersion: Invalid value: " + quoted + ": strconv.ParseUint: parsing " + quoted + ": "
                + (isDigits(text) ? OUT_OF_RANGE : INVALID_SYNTAX);
    }

    /** Upstream counts in 64 bits without a sign; there never are so many revisions, and what is beyond is too large either way. */
    private static long reachable(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    static void validateDryRun(List<String> values, FieldErrors errors) {
        if (!Set.of("All").containsAll(values)) {
            errors.notSupported(FieldPath.of("dryRun"), ArrayValue.ofStrings(values), List.of("All"));
        }
    }

    static void validateFieldValidation(String value, FieldErrors errors) {
        if (!FIELD_VALIDATIONS.contains(value)) {
            errors.notSupported(FieldPath.of("fieldValidation"), Value.of(value), FIELD_VALIDATIONS);
        }
    }

    static void validateManager(String manager, FieldErrors errors) {
        var path = FieldPath.of("fieldManager");
        if (manager.getBytes(StandardCharsets.UTF_8).length > MANAGER_LIMIT) {
            errors.tooLong(path, MANAGER_LIMIT);
        }
        int position = 0;
        for (int point : manager.codePoints().toArray()) {
            if (!GoText.isPrintable(point)) {
                errors.invalid(
                        path,
                        manager,
                        "invalid character " + String.format("U+%04X", point) + " (at position " + position + ")");
            }
            position += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** Refuses options of a kind if anything is wrong with them. */
    static void refuse(String kind, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid("meta.k8s.io", kind, "", errors.list());
        }
    }
}
