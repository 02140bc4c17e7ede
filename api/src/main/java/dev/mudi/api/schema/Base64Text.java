package dev.mudi.api.schema;

/** Looks at base64 text (RFC 4648, section 4, with padding) without decoding it. */
final class Base64Text {
    private Base64Text() {}

    /** Where upstream says that a text is malformed: at the first character that is no digit, or where the digits begin that are too few; -1 if it is well-formed. */
    static int firstBad(String text) {
        int length = text.length();
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        for (int i = 0; i < length - padding; i++) {
            if (!isDigit(text.charAt(i))) {
                return i;
            }
        }
        return length % 4 == 0 ? -1 : length - length % 4;
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
