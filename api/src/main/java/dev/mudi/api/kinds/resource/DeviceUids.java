package dev.mudi.api.kinds.resource;

import dev.mudi.api.validation.At;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rules for the uids in what devices share (RFC 4122; Go's google/uuid, whose words upstream shows). Stateless. */
final class DeviceUids {
    private static final Pattern PLAIN =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{32}");
    private static final String URN = "urn:uuid:";
    private static final String WRONG = "error validating uid: ";

    private DeviceUids() {}

    static void validate(At uid) {
        var text = uid.text();
        var complaint = complaint(text);
        if (!complaint.isEmpty()) {
            uid.invalid(text, WRONG + complaint);
        } else if (!PLAIN.matcher(text).matches() || !text.equals(text.toLowerCase(Locale.ROOT))) {
            uid.invalid(
                    text,
                    "uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters");
        }
    }

    /** What is wrong with a text in any of the forms of a uid: plain, in braces, as a URN, digits alone. */
    private static String complaint(String text) {
        var inner = switch (text.length()) {
            case 36, 32 -> text;
            case 36 + 9 -> text.toLowerCase(Locale.ROOT).startsWith(URN) ? text.substring(9) : "";
            case 36 + 2 -> text.startsWith("{") && text.endsWith("}") ? text.substring(1, 37) : "";
            default -> null;
        };
        if (inner == null) {
            return "invalid UUID length: " + text.length();
        }
        if (inner.isEmpty()) {
            return text.length() == 38
                    ? "invalid bracketed UUID format"
                    : "invalid urn prefix: \"" + text.substring(0, 9) + "\"";
        }
        boolean good = PLAIN.matcher(inner).matches() || DIGITS.matcher(inner).matches();
        return good ? "" : "invalid UUID format";
    }
}
