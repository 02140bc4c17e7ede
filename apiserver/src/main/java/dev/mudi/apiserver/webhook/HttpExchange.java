package dev.mudi.apiserver.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Requests and their answers (RFC 9112), one after the other on one connection. For one thread at a time. */
final class HttpExchange {
    /** More than any review needs; an answer that is longer is refused. */
    private static final int LARGEST_BODY = 64 << 20;

    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_HEADERS = 128;

    private final InputStream in;
    private final OutputStream out;
    private volatile boolean answering;

    HttpExchange(InputStream in, OutputStream out) {
        this.in = new java.io.BufferedInputStream(in);
        this.out = out;
    }

    /**
     * An answer, its body whole.
     *
     * @param stays whether another request can follow on the connection
     */
    record Answer(int code, String body, boolean stays) {}

    /** Whether the peer has said anything to the last request. */
    boolean isAnswering() {
        return answering;
    }

    Answer post(String target, String host, byte[] body) throws IOException {
        var head = "POST " + target + " HTTP/1.1\r\nHost: " + host
                + "\r\n"
                + "User-Agent: kube-apiserver-admission\r\n"
                + "Content-Type: application/json\r\n"
                + "Accept:"
                + " application/json\r\n"
                + "Content-Length:"
                + " " + body.length + "\r\n\r\n";
        answering = false;
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        int code = status();
        var headers = headers();
        while (code / 100 == 1) {
            code = status();
            headers = headers();
        }
        boolean stays = !headers.getOrDefault("connection", "").equalsIgnoreCase("close") && isFramed(headers);
        return new Answer(code, new String(body(headers), StandardCharsets.UTF_8), stays);
    }

    private static boolean isFramed(Map<String, String> headers) {
        return headers.containsKey("content-length") || isChunked(headers);
    }

    private static boolean isChunked(Map<String, String> headers) {
        return headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    }

    private int status() throws IOException {
        var parts = line().split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5]\\d\\d")) {
            throw new IOException("malformed HTTP response");
        }
        return Integer.parseInt(parts[1]);
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (int i = 0; i < MOST_HEADERS; i++) {
            var line = line();
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("more than " + MOST_HEADERS + " headers");
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream(64);
        int next = in.read();
        answering = answering || next >= 0;
        while (next >= 0 && next != '\n') {
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a line of the head is longer than " + LONGEST_LINE + " bytes");
            }
            line.write(next);
            next = in.read();
        }
        if (next < 0) {
            throw new IOException("EOF");
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (isChunked(headers)) {
            return chunks();
        }
        var length = headers.get("content-length");
        if (length == null) {
            return checked(in.readNBytes(LARGEST_BODY + 1));
        }
        int bytes = size(length, 10);
        var body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new IOException("unexpected EOF");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            var line = line();
            int semicolon = line.indexOf(';');
            int size = size((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
            if (size == 0) {
                headers();
                return body.toByteArray();
            }
            var chunk = in.readNBytes(size);
            if (chunk.length < size) {
                throw new IOException("unexpected EOF");
            }
            body.write(chunk);
            if (body.size() > LARGEST_BODY || !line().isEmpty()) {
                throw new IOException("malformed chunked encoding");
            }
        }
    }

    private static int size(String text, int radix) throws IOException {
        try {
            int size = Integer.parseUnsignedInt(text, radix);
            if (size >= 0 && size <= LARGEST_BODY) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new IOException("malformed length \"" + text + "\"", e);
        }
        throw new IOException("the body is larger than " + LARGEST_BODY + " bytes");
    }

    private static byte[] checked(byte[] body) throws IOException {
        if (body.length > LARGEST_BODY) {
            throw new IOException("the body is larger than " + LARGEST_BODY + " bytes");
        }
        return body;
    }
}
