package dev.mudi.api.cel.library;

import java.util.Arrays;

/** Reads IP addresses strictly, and words refusals as Go's netip does. For one text. */
final class AddressParser {
    private final String in;
    private final byte[] bytes = new byte[16];
    private String rest;
    private int filled;
    private int gap = -1;

    private AddressParser(String in) {
        this.in = in;
        this.rest = in;
    }

    /** An address; IllegalArgumentException says what is wrong with the text. A zone is cut off. */
    static IpVal parse(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '.' -> {
                    var bytes = new byte[4];
                    new AddressParser(text).four(text, bytes, 0);
                    return new IpVal(bytes);
                }
                case ':' -> {
                    return new AddressParser(text).six();
                }
                case '%' -> throw new AddressParser(text).wrong("missing IPv6 address");
                default -> {}
            }
        }
        throw new AddressParser(text).wrong("unable to parse IP");
    }

    private IllegalArgumentException wrong(String complaint) {
        return new IllegalArgumentException("ParseAddr(" + FormatFunctions.quoted(in) + "): " + complaint);
    }

    private IllegalArgumentException wrong(String complaint, String where) {
        return wrong(complaint + " (at " + FormatFunctions.quoted(where) + ")");
    }

    private void four(String text, byte[] into, int offset) {
        int value = 0;
        int digits = 0;
        int place = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                if (digits == 1 && value == 0) {
                    throw wrong("IPv4 field has octet with leading zero");
                }
                value = value * 10 + c - '0';
                digits++;
                if (value > 255) {
                    throw wrong("IPv4 field has value >255");
                }
            } else if (c == '.') {
                if (i == 0 || i == text.length() - 1 || text.charAt(i - 1) == '.') {
                    throw wrong("IPv4 field must have at least one digit", text.substring(i));
                }
                if (place == 3) {
                    throw wrong("IPv4 address too long");
                }
                into[offset + place++] = (byte) value;
                value = 0;
                digits = 0;
            } else {
                throw wrong("unexpected character", text.substring(i));
            }
        }
        if (place < 3) {
            throw wrong("IPv4 address too short");
        }
        into[offset + 3] = (byte) value;
    }

    private IpVal six() {
        int percent = rest.indexOf('%');
        if (percent >= 0) {
            if (percent == rest.length() - 1) {
                throw wrong("zone must be a non-empty string");
            }
            rest = rest.substring(0, percent);
        }
        if (rest.startsWith("::")) {
            gap = 0;
            rest = rest.substring(2);
        }
        boolean more = !(gap == 0 && rest.isEmpty());
        while (more && filled < 16) {
            more = group();
        }
        if (!rest.isEmpty()) {
            throw wrong("trailing garbage after address", rest);
        }
        if (filled < 16) {
            if (gap < 0) {
                throw wrong("address string too short");
            }
            int moved = filled - gap;
            System.arraycopy(bytes.clone(), gap, bytes, 16 - moved, moved);
            Arrays.fill(bytes, gap, 16 - moved, (byte) 0);
        } else if (gap >= 0) {
            throw wrong("the :: must expand to at least one field of zeros");
        }
        return new IpVal(bytes);
    }

    /** Reads one group; tells whether another may follow. */
    private boolean group() {
        int end = 0;
        int value = 0;
        while (end < rest.length() && Character.digit(rest.charAt(end), 16) >= 0 && rest.charAt(end) < 128) {
            value = value * 16 + Character.digit(rest.charAt(end), 16);
            if (end > 3) {
                throw wrong("each group must have 4 or fewer digits", rest);
            }
            end++;
        }
        if (end == 0) {
            throw wrong("each colon-separated field must have at least one digit", rest);
        }
        if (end < rest.length() && rest.charAt(end) == '.') {
            if (gap < 0 && filled != 12) {
                throw wrong("embedded IPv4 address must replace the final 2 fields of the address", rest);
            }
            if (filled + 4 > 16) {
                throw wrong("too many hex fields to fit an embedded IPv4 at the end of the address", rest);
            }
            four(rest, bytes, filled);
            rest = "";
            filled += 4;
            return false;
        }
        bytes[filled] = (byte) (value >> 8);
        bytes[filled + 1] = (byte) value;
        filled += 2;
        rest = rest.substring(end);
        return separator();
    }

    private boolean separator() {
        if (rest.isEmpty()) {
            return false;
        }
        if (rest.charAt(0) != ':') {
            throw wrong("unexpected character, want colon", rest);
        }
        if (rest.length() == 1) {
            throw wrong("colon must be followed by more characters", rest);
        }
        rest = rest.substring(1);
        if (rest.charAt(0) == ':') {
            if (gap >= 0) {
                throw wrong("multiple :: in address", rest);
            }
            gap = filled;
            rest = rest.substring(1);
            return !rest.isEmpty();
        }
        return true;
    }
}
