package dev.mudi.api.codec;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Percent signs in URLs, as Go's net/url takes them. Pure. */
public final class UrlEscapes {
    private static final String SUB_DELIMITERS = "!$&'()*+,;=:[]<>\"";
    private static final String IN_PATH = "$&+,/:;=@";
    private static final String VALID = "!$&'()*+,;=:@[]%";

    private UrlEscapes() {}

    /** Where in a URL a text stands. */
    public enum Part {
        /** Names and ports of hosts. */
        HOST,
        /** User and password. */
        USER,
        /** A path. */
        PATH,
        /** A name or a value of a query. */
        QUERY,
        /** What follows the hash. */
        FRAGMENT
    }

    /** A text without its escapes; IllegalArgumentException says which of them is none. */
    public static String unescape(String text, Part part) {
        var in = text.getBytes(StandardCharsets.UTF_8);
        var out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out[length++] = escaped(in, i, part);
                i += 2;
            } else if (in[i] == '+' && part == Part.QUERY) {
                out[length++] = ' ';
            } else {
                if (part == Part.HOST && in[i] >= 0 && !isPlain(in[i]) && SUB_DELIMITERS.indexOf(in[i]) < 0) {
                    throw new IllegalArgumentException(
                            "invalid character " + GoText.quoted(String.valueOf((char) in[i])) + " in host name");
                }
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static byte escaped(byte[] in, int at, Part part) {
        boolean hex =
                at + 2 < in.length && Character.digit(in[at + 1], 16) >= 0 && Character.digit(in[at + 2], 16) >= 0;
        int value = hex ? Character.digit(in[at + 1], 16) * 16 + Character.digit(in[at + 2], 16) : 0;
        if (!hex || (part == Part.HOST && value < 128 && value != '%')) {
            var shown = new String(in, at, Math.min(3, in.length - at), StandardCharsets.UTF_8);
            throw new IllegalArgumentException("invalid URL escape " + GoText.quoted(shown));
        }
        return (byte) value;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }

    static boolean isEscapedPath(String path) {
        return path.chars().allMatch(c -> isPlain(c) || c == '/' || VALID.indexOf(c) >= 0);
    }

    static String escapePath(String path) {
        var out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b) || (b > 0 && IN_PATH.indexOf(b) >= 0)) {
                out.append((char) b);
            } else {
                out.append('%').append(HexFormat.of().toHexDigits(b).toUpperCase(Locale.ROOT));
            }
        }
        return out.toString();
    }
}
