package dev.mudi.api.validation;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A version of Semantic Versioning 2.0.0.
 *
 * @param numbers major, minor and patch
 * @param before the identifiers of a pre-release; none for a release
 */
public record SemanticVersion(List<BigInteger> numbers, List<String> before) implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String BEFORE = "(?:[0-9]*[A-Za-z-][0-9A-Za-z-]*|0|[1-9][0-9]*)";
    private static final String BUILD = "[0-9A-Za-z-]+";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + BEFORE
            + "(?:\\." + BEFORE + ")*+))?(?:\\+" + BUILD + "(?:\\." + BUILD + ")*+)?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** Copies the lists. */
    public SemanticVersion {
        numbers = List.copyOf(numbers);
        before = List.copyOf(before);
    }

    /** Reads a version; empty if the text is none. */
    public static Optional<SemanticVersion> parse(String text) {
        var form = FORM.matcher(text);
        if (text.length() > 256 || !form.matches()) {
            return Optional.empty();
        }
        var numbers = Stream.of(1, 2, 3).map(form::group).map(BigInteger::new).toList();
        var before = form.group(4);
        return Optional.of(new SemanticVersion(numbers, before == null ? List.of() : List.of(before.split("\\."))));
    }

    /** Orders by precedence (section 11). */
    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < 3; i++) {
            int order = numbers.get(i).compareTo(other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (before.isEmpty() || other.before.isEmpty()) {
            return Boolean.compare(before.isEmpty(), other.before.isEmpty());
        }
        for (int i = 0; i < Math.min(before.size(), other.before.size()); i++) {
            int order = identifiers(before.get(i), other.before.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(before.size(), other.before.size());
    }

    private static int identifiers(String one, String two) {
        boolean first = DIGITS.matcher(one).matches();
        boolean second = DIGITS.matcher(two).matches();
        if (first && second) {
            return new BigInteger(one).compareTo(new BigInteger(two));
        }
        return first == second ? one.compareTo(two) : Boolean.compare(second, first);
    }
}
