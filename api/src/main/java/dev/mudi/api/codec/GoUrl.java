package dev.mudi.api.codec;

import java.util.Locale;

/**
 * A URL as Go's net/url takes it apart.
 *
 * @param scheme in lower case, empty if there is none
 * @param opaque what follows the scheme if that is no path
 * @param user user and password, unescaped
 * @param host host and port
 * @param path the path, as it was escaped
 * @param query what follows the question mark
 * @param fragment what follows the hash
 */
public record GoUrl(
        String scheme, String opaque, String user, String host, String path, String query, String fragment) {
    private static final String USER = "-._:~!$&'()*+,;=%@";

    /** A URL that is absolute or an absolute path; IllegalArgumentException says what is wrong with it. */
    public static GoUrl parseRequest(String text) {
        request(text);
        return parse(text);
    }

    /** Any URL or path; IllegalArgumentException says what is wrong with it. */
    public static GoUrl parse(String text) {
        int hash = text.indexOf('#');
        var fragment = hash < 0 ? "" : text.substring(hash + 1);
        try {
            var url = parse(hash < 0 ? text : text.substring(0, hash), false);
            UrlEscapes.unescape(fragment, UrlEscapes.Part.FRAGMENT);
            return new GoUrl(url.scheme, url.opaque, url.user, url.host, url.path, url.query, fragment);
        } catch (IllegalArgumentException e) {
            throw wrapped(text, e);
        }
    }

    /** Checks that it can stand in a request; IllegalArgumentException says what is wrong with it. */
    public static void request(String text) {
        try {
            parse(text, true);
        } catch (IllegalArgumentException e) {
            throw wrapped(text, e);
        }
    }

    private static IllegalArgumentException wrapped(String text, IllegalArgumentException e) {
        return new IllegalArgumentException("parse " + GoText.quoted(text) + ": " + e.getMessage(), e);
    }

    private static GoUrl parse(String text, boolean request) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("net/url: invalid control character in URL");
        }
        if (text.isEmpty() && request) {
            throw new IllegalArgumentException("empty url");
        }
        if (text.equals("*")) {
            return new GoUrl("", "", "", "", "*", "", "");
        }
        int colon = schemeEnd(text);
        var scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        var rest = colon < 0 ? text : text.substring(colon + 1);
        int mark = rest.indexOf('?');
        var query = mark < 0 ? "" : rest.substring(mark + 1);
        rest = mark < 0 ? rest : rest.substring(0, mark);
        if (!rest.startsWith("/")) {
            if (!scheme.isEmpty()) {
                return new GoUrl(scheme, rest, "", "", "", query, "");
            }
            if (request) {
                throw new IllegalArgumentException("invalid URI for request");
            }
            if (rest.split("/", 2)[0].contains(":")) {
                throw new IllegalArgumentException("first path segment in URL cannot contain colon");
            }
        }
        var user = "";
        var host = "";
        if ((!scheme.isEmpty() || (!request && !rest.startsWith("///"))) && rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            var authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            rest = slash < 0 ? "" : rest.substring(slash);
            int at = authority.lastIndexOf('@');
            host = host(authority.substring(at + 1));
            user = at < 0 ? "" : user(authority.substring(0, at));
        }
        UrlEscapes.unescape(rest, UrlEscapes.Part.PATH);
        return new GoUrl(scheme, "", user, host, rest, query, "");
    }

    private static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (c == ':') {
                if (i == 0) {
                    throw new IllegalArgumentException("missing protocol scheme");
                }
                return i;
            }
            if (!letter && (!other || i == 0)) {
                return -1;
            }
        }
        return -1;
    }

    private static String user(String text) {
        boolean good = text.chars().allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || USER.indexOf(c) >= 0);
        if (!good) {
            throw new IllegalArgumentException("net/url: invalid userinfo");
        }
        return UrlEscapes.unescape(text, UrlEscapes.Part.USER);
    }

    private static String host(String text) {
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int end = text.lastIndexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("missing ']' in host");
            }
            port(text.substring(end + 1));
        } else if (colon >= 0) {
            port(text.substring(colon));
        }
        return UrlEscapes.unescape(text, UrlEscapes.Part.HOST);
    }

    private static void port(String text) {
        if (!isPort(text)) {
            throw new IllegalArgumentException("invalid port " + GoText.quoted(text) + " after host");
        }
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.matches(":[0-9]*");
    }

    /** The host without its port and brackets. */
    public String hostname() {
        int colon = host.lastIndexOf(':');
        var name = colon >= 0 && isPort(host.substring(colon)) ? host.substring(0, colon) : host;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    /** The port; empty if there is none. */
    public String port() {
        int colon = host.lastIndexOf(':');
        return colon >= 0 && isPort(host.substring(colon)) ? host.substring(colon + 1) : "";
    }

    /** The path escaped: as it was given if that is how a path may be escaped. */
    public String escapedPath() {
        return path.equals("*") || UrlEscapes.isEscapedPath(path)
                ? path
                : UrlEscapes.escapePath(UrlEscapes.unescape(path, UrlEscapes.Part.PATH));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append(scheme.isEmpty() ? "" : scheme + ":");
        if (opaque.isEmpty()) {
            boolean authority = !scheme.isEmpty() || !host.isEmpty() || !user.isEmpty();
            text.append(authority && (!host.isEmpty() || path.isEmpty() || !user.isEmpty()) ? "//" : "")
                    .append(user.isEmpty() ? "" : user + "@")
                    .append(host)
                    .append(escapedPath());
        }
        return text.append(opaque)
                .append(query.isEmpty() ? "" : "?" + query)
                .append(fragment.isEmpty() ? "" : "#" + fragment)
                .toString();
    }
}
