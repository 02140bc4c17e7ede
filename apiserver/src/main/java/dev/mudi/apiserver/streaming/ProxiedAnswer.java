package dev.mudi.apiserver.streaming;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.streaming.Backend.Head;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What is changed of a proxied backend's answer, so that it makes sense to a client of the proxy. */
record ProxiedAnswer(ProxyLinks links) {
    /** Headers by which a backend would speak for this server (apimachinery, util/proxy corsRemovingTransport). */
    private static final Set<String> CORS = Set.of(
            "access-control-allow-credentials",
            "access-control-allow-headers",
            "access-control-allow-methods",
            "access-control-allow-origin");

    /** The head with its redirect led back here, without leave for other origins. */
    Head head(Head backend) {
        var headers = Headers.builder();
        backend.headers().forEach((name, value) -> {
            var small = name.toLowerCase(Locale.ROOT);
            if (small.equals("location")) {
                headers.add(name, links.rewritten(value));
            } else if (!CORS.contains(small)) {
                headers.add(name, value);
            }
        });
        return new Head(backend.code(), headers.build());
    }

    /** Whether this is a page with links that can be read. */
    boolean isPage(Head head) {
        var type = head.headers().get("Content-Type");
        int semicolon = type.indexOf(';');
        var plain = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        return plain.equals("text/html")
                && head.headers().get("Location").isEmpty()
                && (encoding(head).isEmpty() || encoding(head).equals("gzip"));
    }

    private static String encoding(Head head) {
        return head.headers().get("Content-Encoding");
    }

    /** The page as it is read, without its encoding. */
    InputStream reading(Head head, InputStream body) throws IOException {
        return encoding(head).equals("gzip") ? new GZIPInputStream(body) : body;
    }

    /** Where to write the page: out gets it with its links changed, in its encoding. */
    OutputStream writing(Head head, OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out, 8 * 1024);
        return new HtmlLinks(
                encoding(head).equals("gzip") ? new GZIPOutputStream(buffered, true) : buffered, links::rewritten);
    }
}
