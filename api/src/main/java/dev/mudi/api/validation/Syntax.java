package dev.mudi.api.validation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A syntax that texts may have. The rules are those of the Kubernetes reference ("Object Names and IDs", "Labels and
 * Selectors") and the RFCs it names; the wording of the complaints is what clients of upstream see. Stateless.
 */
@FunctionalInterface
public interface Syntax {

    /** What is wrong with a text; empty if nothing is. */
    List<String> complaints(String text);

    /** Whether a text has this syntax. */
    default boolean accepts(String text) {
        return complaints(text).isEmpty();
    }

    /** RFC 1123 label: lower case letters, digits, inner hyphens, at most 63. */
    Syntax DNS_LABEL = Syntax::dnsLabel;

    /** RFC 1123 subdomain: labels joined by dots, at most 253. */
    Syntax DNS_SUBDOMAIN = text -> dnsSubdomain(text, "characters");

    /** An RFC 1123 subdomain whose length is counted in bytes by the message too. */
    Syntax LONG_NAME = text -> dnsSubdomain(text, "bytes");

    /** RFC 1035 label: an RFC 1123 label that starts with a letter. */
    Syntax DNS_1035_LABEL = Syntax::dns1035Label;

    /** A subdomain whose first label is an asterisk (RFC 1034 section 4.3.3). */
    Syntax WILDCARD_SUBDOMAIN = Syntax::wildcard;

    /** A subdomain in which underscores may stand too (search domains of a pod). */
    Syntax UNDERSCORE_SUBDOMAIN = Syntax::underscoreSubdomain;

    /** A label key: a name of at most 63 bytes with an optional subdomain and a slash before it; also finalizers and the like. */
    Syntax QUALIFIED_NAME = Syntax::qualifiedName;

    /** A label value: empty, or at most 63 bytes. */
    Syntax LABEL_VALUE = Syntax::labelValue;

    /** One segment of a URL path. */
    Syntax PATH_SEGMENT = Syntax::pathSegment;

    /** A key of a ConfigMap or Secret: a file name. */
    Syntax CONFIG_KEY = Syntax::configKey;

    /** The name of an environment variable: printable ASCII but for the equals sign. */
    Syntax ENVIRONMENT_NAME = Syntax::environmentName;

    /** The name of a port (RFC 6335, lower case): at most 15 characters, at least one letter. */
    Syntax PORT_NAME = Syntax::portName;

    /** A percentage. */
    Syntax PERCENT = text -> matching(
            text.length() > 1
                    && text.endsWith("%")
                    && all(text.substring(0, text.length() - 1), c -> c >= '0' && c <= '9'),
            "a valid percent string must be a numeric string followed by an ending '%'"
                    + regex("[0-9]+%", "1%", "93%"));

    /** The name of an HTTP header, stricter than RFC 7230. */
    Syntax HEADER_NAME = text -> matching(
            !text.isEmpty() && all(text, c -> c == '-' || alphanumeric(c)),
            "a valid HTTP header must consist of alphanumeric characters or '-'"
                    + regex("[-A-Za-z0-9]+", "X-Header-Name"));

    /** An identifier of the C language. */
    Syntax C_IDENTIFIER = text -> matching(
            !text.isEmpty() && !digit(text.charAt(0)) && all(text, c -> c == '_' || alphanumeric(c)),
            "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"
                    + regex("[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName"));

    /** The regular expression of a label, as it stands in messages. */
    String LABEL_FORMAT = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    /** The regular expression of a subdomain, as it stands in messages. */
    String SUBDOMAIN_FORMAT = LABEL_FORMAT + "(\\." + LABEL_FORMAT + ")*";

    /** The end of a complaint that names examples and a regular expression. */
    static String regex(String format, String... examples) {
        var text = new StringBuilder(" (");
        if (examples.length > 0) {
            text.append("e.g. ");
            for (int i = 0; i < examples.length; i++) {
                text.append(i > 0 ? " or " : "")
                        .append('\'')
                        .append(examples[i])
                        .append("', ");
            }
        }
        return text.append("regex used for validation is '")
                .append(format)
                .append("')")
                .toString();
    }

    private static List<String> dnsLabel(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 63) {
            found.add("must be no more than 63 characters");
        }
        if (!isLabel(text)) {
            found.add(
                    isSubdomain(text)
                            ? "must not contain dots"
                            : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
                                    + regex(LABEL_FORMAT, "my-name", "123-abc"));
        }
        return found;
    }

    private static List<String> dnsSubdomain(String text, String unit) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 253) {
            found.add("must be no more than 253 " + unit);
        }
        if (!isSubdomain(text)) {
            found.add(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                            + regex(SUBDOMAIN_FORMAT, "example.com"));
        }
        return found;
    }

    private static List<String> dns1035Label(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 63) {
            found.add("must be no more than 63 characters");
        }
        if (!isLabel(text) || digit(text.charAt(0))) {
            found.add(
                    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
                            + regex("[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123"));
        }
        return found;
    }

    private static List<String> wildcard(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 253) {
            found.add("must be no more than 253 characters");
        }
        if (!text.startsWith("*.") || !isSubdomain(text.substring(2))) {
            found.add(
                    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
                            + regex("\\*\\." + SUBDOMAIN_FORMAT, "*.example.com"));
        }
        return found;
    }

    private static List<String> underscoreSubdomain(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 253) {
            found.add("must be no more than 253 characters");
        }
        boolean good = true;
        for (var label : text.split("\\.", -1)) {
            var plain = label.startsWith("_") ? label.substring(1) : label;
            good &= isLabel(plain.replace('_', '-'));
            good &= !plain.startsWith("_") && !plain.endsWith("_");
        }
        if (!good) {
            var label = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
            found.add(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character"
                            + regex(label + "(\\." + label + ")*", "example.com"));
        }
        return found;
    }

    private static String qualifiedNameRule() {
        return "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
                + regex("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", "MyName", "my.name", "123-abc");
    }

    private static List<String> qualifiedName(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0 && text.indexOf('/', slash + 1) >= 0) {
            return List.of("a valid label key " + qualifiedNameRule()
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        var found = new ArrayList<String>(0);
        if (slash == 0) {
            found.add("prefix part must be non-empty");
        } else if (slash > 0) {
            dnsSubdomain(text.substring(0, slash), "bytes").forEach(complaint -> found.add("prefix part " + complaint));
        }
        var name = text.substring(slash + 1);
        if (name.isEmpty()) {
            found.add("name part must be non-empty");
        } else if (bytes(name) > 63) {
            found.add("name part must be no more than 63 bytes");
        }
        if (!isLabelText(name)) {
            found.add("name part " + qualifiedNameRule());
        }
        return found;
    }

    private static List<String> labelValue(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 63) {
            found.add("must be no more than 63 bytes");
        }
        if (!text.isEmpty() && !isLabelText(text)) {
            found.add(
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
                            + regex("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", "MyValue", "my_value", "12345"));
        }
        return found;
    }

    private static List<String> pathSegment(String text) {
        if (text.equals(".") || text.equals("..")) {
            return List.of("may not be '" + text + "'");
        }
        return pathSegmentPrefix(text);
    }

    /** What is wrong with the beginning of a path segment. */
    static List<String> pathSegmentPrefix(String text) {
        var found = new ArrayList<String>(0);
        for (var forbidden : List.of("/", "%")) {
            if (text.contains(forbidden)) {
                found.add("may not contain '" + forbidden + "'");
            }
        }
        return found;
    }

    private static List<String> configKey(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 253) {
            found.add("must be no more than 253 characters");
        }
        if (text.isEmpty() || !all(text, Syntax::labelCharacter)) {
            found.add("a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                    + regex("[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name"));
        }
        if (text.equals(".") || text.equals("..")) {
            found.add("must not be '" + text + "'");
        } else if (text.startsWith("..")) {
            found.add("must not start with '..'");
        }
        return found;
    }

    private static List<String> environmentName(String text) {
        if (text.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        return matching(
                all(text, c -> c >= ' ' && c <= '~' && c != '='),
                "a valid environment variable name must consist only of printable ASCII characters other than '='");
    }

    private static List<String> portName(String text) {
        var found = new ArrayList<String>(0);
        if (bytes(text) > 15) {
            found.add("must be no more than 15 characters");
        }
        if (text.isEmpty() || !all(text, c -> c == '-' || lower(c) || digit(c))) {
            found.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (text.chars().noneMatch(Syntax::lower)) {
            found.add("must contain at least one letter (a-z)");
        }
        if (text.contains("--")) {
            found.add("must not contain consecutive hyphens");
        }
        if (text.startsWith("-") || text.endsWith("-")) {
            found.add("must not begin or end with a hyphen");
        }
        return found;
    }

    private static List<String> matching(boolean good, String complaint) {
        return good ? List.of() : List.of(complaint);
    }

    private static boolean isLabel(String text) {
        return !text.isEmpty()
                && text.charAt(0) != '-'
                && text.charAt(text.length() - 1) != '-'
                && all(text, c -> c == '-' || lower(c) || digit(c));
    }

    private static boolean isSubdomain(String text) {
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isLabel(text.substring(start, dot))) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(text.substring(start));
    }

    private static boolean isLabelText(String text) {
        return !text.isEmpty()
                && alphanumeric(text.charAt(0))
                && alphanumeric(text.charAt(text.length() - 1))
                && all(text, Syntax::labelCharacter);
    }

    private static boolean labelCharacter(int c) {
        return alphanumeric(c) || c == '-' || c == '_' || c == '.';
    }

    private static boolean all(String text, IntPredicate allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean alphanumeric(int c) {
        return lower(c) || digit(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean lower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The length of a text as upstream counts it: in bytes of UTF-8. */
    static int bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }
}
