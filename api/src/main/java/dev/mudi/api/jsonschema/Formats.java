package dev.mudi.api.jsonschema;

import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.Syntax;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The formats that schemas of custom resources may ask of texts (apiextensions, validation/formats; kube-openapi, strfmt). Others are
 * passed over. Stateless.
 */
final class Formats {
    private static final String HEX4 = "[0-9a-f]{4}-?";
    private static final String NUMBER = "(25[0-5]|2[0-4]\\d|1\\d\\d|\\d?\\d)";
    private static final Map<String, Predicate<String>> KNOWN = new HashMap<>();

    static {
        KNOWN.put("uri", Formats::isUri);
        KNOWN.put("email", matching("[^@\\s]+@[^@\\s]+"));
        KNOWN.put("hostname", Formats::isHostname);
        KNOWN.put("ipv4", text -> isAddress(text, Addresses.Family.IPV4));
        KNOWN.put("ipv6", text -> isAddress(text, Addresses.Family.IPV6));
        KNOWN.put("cidr", Addresses::isRange);
        KNOWN.put("mac", matching("(?i)([0-9a-f]{2}[:-]){5,7}[0-9a-f]{2}|([0-9a-f]{4}\\.){2,3}[0-9a-f]{4}"));
        KNOWN.put("uuid", uuid("[0-9a-f]", "[0-9a-f]"));
        KNOWN.put("uuid3", uuid("3", "[0-9a-f]"));
        KNOWN.put("uuid4", uuid("4", "[89ab]"));
        KNOWN.put("uuid5", uuid("5", "[89ab]"));
        KNOWN.put("isbn10", Formats::isIsbn10);
        KNOWN.put("isbn13", Formats::isIsbn13);
        KNOWN.put("isbn", text -> isIsbn10(text) || isIsbn13(text));
        KNOWN.put("creditcard", Formats::isCreditCard);
        KNOWN.put("ssn", matching("\\d{3}[- ]?\\d{2}[- ]?\\d{4}"));
        KNOWN.put("hexcolor", matching("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"));
        KNOWN.put(
                "rgbcolor", matching("rgb\\(\\s*" + NUMBER + "\\s*,\\s*" + NUMBER + "\\s*,\\s*" + NUMBER + "\\s*\\)"));
        KNOWN.put("byte", Formats::isBase64);
        KNOWN.put("date", Formats::isDate);
        KNOWN.put("datetime", Formats::isDateTime);
        KNOWN.put("duration", Formats::isDuration);
        KNOWN.put("bsonobjectid", matching("(?i)[0-9a-f]{24}"));
        KNOWN.put("k8sshortname", text -> Syntax.DNS_LABEL.complaints(text).isEmpty());
        KNOWN.put("k8slongname", text -> Syntax.DNS_SUBDOMAIN.complaints(text).isEmpty());
    }

    private Formats() {}

    /** Whether a text is of a format; every text is of one that is not known. */
    static boolean isOf(String text, String format) {
        return KNOWN.getOrDefault(format.replace("-", ""), ignored -> true).test(text);
    }

    /** Whether a format is known. */
    static boolean isKnown(String format) {
        var name = format.replace("-", "");
        return KNOWN.containsKey(name) || name.equals("password");
    }

    private static Predicate<String> matching(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static Predicate<String> uuid(String version, String variant) {
        return matching("(?i)[0-9a-f]{8}-?" + HEX4 + version + "[0-9a-f]{3}-?" + variant + "[0-9a-f]{3}-?[0-9a-f]{12}");
    }

    /** A single label, or labels and a top-level domain of letters. */
    private static boolean isHostname(String text) {
        var label = "[a-zA-Z0-9\\p{S}\\p{L}]";
        var inner = label + "([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}" + label + ")?";
        return text.length() <= 255
                && text.matches(label + "(-?" + label + "{0,62})?|(" + inner + "\\.)+[a-zA-Z\\p{L}]{2,63}");
    }

    /** As Go's net/url.ParseRequestURI: absolute, or an absolute path. */
    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isAddress(String text, Addresses.Family family) {
        return Addresses.isAddress(text) && Addresses.family(text).equals(Optional.of(family));
    }

    private static boolean isIsbn10(String text) {
        var digits = text.replaceAll("[\\s-]", "");
        if (!digits.matches("\\d{9}[\\dXx]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            int digit = Character.toUpperCase(digits.charAt(i)) == 'X' ? 10 : digits.charAt(i) - '0';
            sum += (10 - i) * digit;
        }
        return sum % 11 == 0;
    }

    private static boolean isIsbn13(String text) {
        var digits = text.replaceAll("[\\s-]", "");
        if (!digits.matches("\\d{13}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    /** ISO/IEC 7812: a number of a known issuer whose check digit is right. */
    private static boolean isCreditCard(String text) {
        var digits = text.replaceAll("[^0-9]+", "");
        if (!digits.matches(
                "(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\\d{3})\\d{11}|6[27][0-9]{14})")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 1 ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0 && !text.isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        try {
            return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).getYear() >= 0 && text.length() > 19;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** As Go writes lengths of time, or a number and the name of a unit. */
    private static boolean isDuration(String text) {
        return text.matches("[-+]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)")
                || text.matches(
                        "\\d+\\s*(ns|nano|nanos|nanosecond|nanoseconds|us|\u00b5s|micro|micros|microsecond|microseconds|ms|milli|millis|millisecond|milliseconds|s|sec|second|seconds|m|min|minute|minutes|h|hr|hour|hours|d|day|days|w|wk|week|weeks)");
    }
}
