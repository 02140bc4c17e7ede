package dev.mudi.apiserver.streaming;

import java.util.ArrayDeque;
import java.util.regex.Pattern;

/**
 * Where a backend's links lead when its pages are seen through a proxy path (apimachinery, util/proxy Transport): what points into
 * the backend by an absolute path gets the proxy's path before it; relative links and those to elsewhere stay.
 *
 * @param prefix the path of the request up to where the backend's begins: {@code /api/v1/namespaces/ns/pods/name/proxy}
 * @param backend the backend's host and port
 * @param front the host that the client asked for; empty if it said none
 */
record ProxyLinks(String prefix, String backend, String front) {
    /** Scheme, authority and path of a URL (RFC 3986, appendix B); what follows is kept as it is. */
    private static final Pattern URL =
            Pattern.compile("(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://([^/?#]*))?([^?#]*)(.*)", Pattern.DOTALL);

    /** The link as a client of the proxy has to follow it. */
    String rewritten(String link) {
        var parts = URL.matcher(link);
        if (!parts.matches()) {
            return link;
        }
        var host = parts.group(1) == null ? "" : parts.group(1);
        var path = parts.group(2);
        boolean elsewhere = !host.isEmpty() && !host.equals(backend) && !host.equals(front);
        if (elsewhere || !path.startsWith("/")) {
            return link;
        }
        return (path.startsWith(prefix) ? path : joined(path)) + parts.group(3);
    }

    private String joined(String path) {
        var segments = new ArrayDeque<String>();
        for (var segment : (prefix + path).split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments) + (path.endsWith("/") && !segments.isEmpty() ? "/" : "");
    }
}
