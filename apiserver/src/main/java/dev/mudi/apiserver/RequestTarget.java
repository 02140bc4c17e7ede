package dev.mudi.apiserver;

import java.nio.charset.StandardCharsets;

/**
 * What stands in a request line: path and query.
 *
 * @param rawPath with its escapes
 * @param path with the escapes decoded
 * @param query decoded
 */
public record RequestTarget(String rawPath, String path, QueryParameters query) {
    /**
     * Reads a target: a path and query, or a whole URI whose scheme and host are dropped (RFC 9112, section 3.2); a fragment is dropped.
     *
     * @throws IllegalArgumentException for a broken escape in the path
     */
    public static RequestTarget parse(String text) {
        var target = pathAndQuery(text);
        int question = target.indexOf('?');
        var rawPath = question < 0 ? target : target.substring(0, question);
        var query = question < 0 ? QueryParameters.NONE : QueryParameters.parse(target.substring(question + 1));
        return new RequestTarget(rawPath, decode(rawPath), query);
    }

    private static String pathAndQuery(String target) {
        var rest = target;
        int scheme = target.indexOf("://");
        if (scheme > 0 && !target.startsWith("/")) {
            int slash = target.indexOf('/', scheme + 3);
            rest = slash < 0 ? "/" : target.substring(slash);
        }
        int fragment = rest.indexOf('#');
        return fragment < 0 ? rest : rest.substring(0, fragment);
    }

    private static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        var bytes = raw.getBytes(StandardCharsets.UTF_8);
        int out = 0;
        for (int in = 0; in < bytes.length; in++) {
            byte b = bytes[in];
            if (b == '%') {
                int high = in + 2 < bytes.length ? Character.digit(bytes[in + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[in + 2], 16);
                if (low < 0) {
                    throw new IllegalArgumentException("invalid URL escape in path \"" + raw + "\"");
                }
                b = (byte) (high * 16 + low);
                in += 2;
            }
            bytes[out++] = b;
        }
        return new String(bytes, 0, out, StandardCharsets.UTF_8);
    }
}
