package dev.mudi.kubelet.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The host's log directory behind {@code /logs/}: its files, and pages that list its directories (KubeletConfiguration,
 * enableSystemLogHandler). Nothing outside of the directory is shown, whatever links in it point to.
 *
 * @param root the directory
 */
record SystemLogs(Path root) {
    private static final int SNIFFED = 512;

    /**
     * Answers with what is there.
     *
     * @param names of directories and a file, from the root
     */
    void serve(Exchange exchange, List<String> names) throws HttpFailure, IOException {
        var found = find(names);
        if (Files.isDirectory(found)) {
            exchange.respond(200, "text/html; charset=utf-8", page(found).getBytes(StandardCharsets.UTF_8));
            return;
        }
        try (var out = exchange.stream(type(found))) {
            Files.copy(found, out);
        }
    }

    /** The directory or file; 404 when there is none within the root. */
    Path find(List<String> names) throws HttpFailure {
        try {
            var top = root.toRealPath();
            var found = top.resolve(String.join("/", names)).toRealPath();
            if (found.startsWith(top) && (Files.isDirectory(found) || Files.isRegularFile(found))) {
                return found;
            }
        } catch (IOException | InvalidPathException none) {
            throw HttpFailure.notFound("404 page not found");
        }
        throw HttpFailure.notFound("404 page not found");
    }

    /** A page with a link to everything in a directory. */
    static String page(Path directory) throws IOException {
        var page =
                new StringBuilder("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n");
        try (var entries = Files.list(directory)) {
            for (var entry : entries.sorted().toList()) {
                var name = entry.getFileName() + (Files.isDirectory(entry) ? "/" : "");
                page.append("<a href=\"./")
                        .append(URLEncoder.encode(name, StandardCharsets.UTF_8)
                                .replace("+", "%20")
                                .replace("%2F", "/"))
                        .append("\">")
                        .append(escaped(name))
                        .append("</a>\n");
            }
        }
        return page.append("</pre>\n").toString();
    }

    private static String escaped(String name) {
        return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Text, unless a zero byte is among the first. */
    static String type(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            for (byte one : in.readNBytes(SNIFFED)) {
                if (one == 0) {
                    return "application/octet-stream";
                }
            }
        }
        return "text/plain; charset=utf-8";
    }
}
