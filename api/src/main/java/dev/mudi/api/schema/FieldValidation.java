package dev.mudi.api.schema;

import dev.mudi.api.status.StatusException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What happens to fields that no type knows, and to fields that stand twice (query parameter {@code fieldValidation}). */
public enum FieldValidation {
    /** They are dropped. */
    IGNORE,
    /** They are dropped, and the client is told. */
    WARN,
    /** They are an error. */
    STRICT;

    private static final String YAML_ERRORS = "yaml: unmarshal errors:\n";

    /** The way a query parameter names, if it names one: {@code Ignore}, {@code Warn}, {@code Strict}; nothing given is Warn. */
    public static Optional<FieldValidation> of(String parameter) {
        return switch (parameter) {
            case "", "Warn" -> Optional.of(WARN);
            case "Ignore" -> Optional.of(IGNORE);
            case "Strict" -> Optional.of(STRICT);
            default -> Optional.empty();
        };
    }

    /**
     * Warnings for the client, one an error.
     *
     * @param version without the group, as upstream's message has it
     * @param errors what strict decoding found, such as {@code unknown field "spec.foo"}
     * @throws StatusException with reason BadRequest, when errors are refused and there are some
     */
    public List<String> judge(String kind, String version, List<String> errors) {
        if (this == STRICT && !errors.isEmpty()) {
            throw StatusException.badRequest(
                    cannotBeHandled(kind, version) + "strict decoding error: " + String.join(", ", errors));
        }
        return this == WARN ? errors.stream().flatMap(FieldValidation::warnings).toList() : List.of();
    }

    /** What YAML says at once is as many warnings (apiserver, handlers parseYAMLWarnings). */
    private static Stream<String> warnings(String error) {
        return error.startsWith(YAML_ERRORS)
                ? error.substring(YAML_ERRORS.length()).lines().map(String::strip)
                : Stream.of(error);
    }

    /** The start of every refusal to decode an object: {@code Pod in version "v1" cannot be handled as a Pod: }. */
    public static String cannotBeHandled(String kind, String version) {
        return kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": ";
    }
}
