package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.validation.SemanticVersion;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** Functions of semantic versions (Kubernetes documentation, "Kubernetes semver library"); refusals are worded as upstream's. Pure. */
final class VersionFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern WORD = Pattern.compile("[0-9A-Za-z-]+");
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64);

    static {
        FUNCTIONS.put("semver", VersionFunctions::parse);
        FUNCTIONS.put("isSemver", arguments -> {
            var parsed = parse(arguments);
            return arguments[0] instanceof StringVal && (arguments.length == 1 || arguments[1] instanceof BoolVal)
                    ? BoolVal.of(!parsed.isError())
                    : ErrorVal.noSuchOverload("isSemver", arguments);
        });
        number("major", 0);
        number("minor", 1);
        number("patch", 2);
    }

    private VersionFunctions() {}

    private static void number(String name, int place) {
        FUNCTIONS.put(
                name,
                one -> one[0] instanceof SemverVal(var version, var text)
                        ? new IntVal(version.numbers().get(place).longValue())
                        : ErrorVal.noSuchOverload(name, one));
    }

    private static Val parse(Val... arguments) {
        if (!(arguments[0] instanceof StringVal(var text))
                || (arguments.length == 2 && !(arguments[1] instanceof BoolVal))) {
            return ErrorVal.noSuchOverload("semver", arguments);
        }
        boolean normalize = arguments.length == 2 && arguments[1].equals(BoolVal.TRUE);
        try {
            return version(normalize ? normalized(text) : text);
        } catch (IllegalArgumentException e) {
            return new ErrorVal(String.valueOf(e.getMessage()));
        }
    }

    /** Without a v in front and zeros before numbers, with the numbers that are missing. */
    private static String normalized(String text) {
        var rest = text.startsWith("v") ? text.substring(1) : text;
        var parts = new ArrayList<>(List.of(rest.split("\\.", 3)));
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.length() > 1) {
                part = part.replaceFirst("^0+", "");
                parts.set(
                        i,
                        part.isEmpty() || !DIGITS.matcher(part.substring(0, 1)).matches() ? "0" + part : part);
            }
        }
        if (parts.size() < 3 && parts.getLast().matches("(?s).*[+-].*")) {
            throw new IllegalArgumentException("short version cannot contain PreRelease/Build meta data");
        }
        while (parts.size() < 3) {
            parts.add("0");
        }
        return String.join(".", parts);
    }

    private static Val version(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("Version string empty");
        }
        var parts = text.split("\\.", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("No Major.Minor.Patch elements found");
        }
        var numbers = new ArrayList<BigInteger>();
        numbers.add(number("Major", "major", parts[0]));
        numbers.add(number("Minor", "minor", parts[1]));
        var patch = parts[2];
        int plus = patch.indexOf('+');
        var build =
                plus < 0 ? List.<String>of() : List.of(patch.substring(plus + 1).split("\\.", -1));
        patch = plus < 0 ? patch : patch.substring(0, plus);
        int minus = patch.indexOf('-');
        var before = minus < 0
                ? List.<String>of()
                : List.of(patch.substring(minus + 1).split("\\.", -1));
        patch = minus < 0 ? patch : patch.substring(0, minus);
        numbers.add(number("Patch", "patch", patch));
        before.forEach(VersionFunctions::prerelease);
        for (var word : build) {
            if (word.isEmpty()) {
                throw new IllegalArgumentException("Build meta data is empty");
            }
            mustBe(WORD, word, "Invalid character(s) found in build meta data ");
        }
        return new SemverVal(new SemanticVersion(numbers, before), text);
    }

    private static BigInteger number(String upper, String lower, String digits) {
        mustBe(DIGITS, digits, "Invalid character(s) found in " + lower + " number ");
        if (digits.length() > 1 && digits.startsWith("0")) {
            throw new IllegalArgumentException(
                    upper + " number must not contain leading zeroes " + FormatFunctions.quoted(digits));
        }
        return unsigned(digits);
    }

    private static BigInteger unsigned(String digits) {
        if (digits.length() > 20 || new BigInteger(digits).compareTo(MOST) >= 0) {
            throw new IllegalArgumentException(
                    "strconv.ParseUint: parsing " + FormatFunctions.quoted(digits) + ": value out of range");
        }
        return new BigInteger(digits);
    }

    private static void prerelease(String word) {
        if (word.isEmpty()) {
            throw new IllegalArgumentException("Prerelease is empty");
        }
        if (DIGITS.matcher(word).matches()) {
            if (word.length() > 1 && word.startsWith("0")) {
                throw new IllegalArgumentException(
                        "Numeric PreRelease version must not contain leading zeroes " + FormatFunctions.quoted(word));
            }
            unsigned(word);
        } else {
            mustBe(WORD, word, "Invalid character(s) found in prerelease ");
        }
    }

    private static void mustBe(Pattern form, String text, String complaint) {
        if (!form.matcher(text).matches() && !(text.isEmpty() && form == DIGITS)) {
            throw new IllegalArgumentException(complaint + FormatFunctions.quoted(text));
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("strconv.ParseUint: parsing \"\": invalid syntax");
        }
    }

    private static Val compared(String name, Val[] both, IntFunction<Val> of) {
        return both[0] instanceof SemverVal(var one, var text) && both[1] instanceof SemverVal(var two, var other)
                ? of.apply(Integer.signum(one.compareTo(two)))
                : ErrorVal.noSuchOverload(name, both);
    }

    static Val compareTo(Val... both) {
        return compared("compareTo", both, IntVal::new);
    }

    static Val isGreaterThan(Val... both) {
        return compared("isGreaterThan", both, order -> BoolVal.of(order > 0));
    }

    static Val isLessThan(Val... both) {
        return compared("isLessThan", both, order -> BoolVal.of(order < 0));
    }
}
