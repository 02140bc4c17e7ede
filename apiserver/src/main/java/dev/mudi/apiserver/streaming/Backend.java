package dev.mudi.apiserver.streaming;

import dev.mudi.apiserver.Headers;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 exchange (RFC 9112) over a connection of its own, which may end in an upgrade: then the streams are raw bytes.
 * Closing it from any thread ends a blocked read or write.
 */
final class Backend implements Closeable {
    private static final int MAX_HEAD_BYTES = 256 * 1024;
    private static final int PIECE_BYTES = 32 * 1024;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** The head of an answer. */
    record Head(int code, Headers headers) {}

    Backend(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.out = socket.getOutputStream();
    }

    /**
     * Sends the head of a request.
     *
     * @param length of the body that follows; -1 for one in chunks
     */
    void sendHead(String method, String target, Headers headers, long length) throws IOException {
        var head =
                new StringBuilder(512).append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (length < 0) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (length > 0 || method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends a body as it comes. When it breaks off, it is not ended here either. */
    void sendBody(InputStream body, boolean chunked) throws IOException {
        var bytes = new byte[PIECE_BYTES];
        for (int read = body.read(bytes); read >= 0; read = body.read(bytes)) {
            if (chunked) {
                out.write((Integer.toHexString(read) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write(bytes, 0, read);
            if (chunked) {
                out.write(LINE_END);
            }
            out.flush();
        }
        if (chunked) {
            out.write(LAST_CHUNK);
            out.flush();
        }
    }

    /** Waits for the head of the answer. */
    Head head() throws IOException {
        var status = line();
        var parts = status.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
            throw new IOException("malformed HTTP response \"" + status + "\"");
        }
        var headers = Headers.builder();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        try {
            int code = Integer.parseInt(parts[1]);
            return code >= 100 && code < 200 && code != 101 ? head() : new Head(code, headers.build());
        } catch (NumberFormatException e) {
            throw new IOException("malformed HTTP response \"" + status + "\"", e);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the connection was closed before the end of the head");
            }
            if (b == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            line.append((char) b);
            if (line.length() > MAX_HEAD_BYTES) {
                throw new IOException("a header line is longer than " + MAX_HEAD_BYTES + " bytes");
            }
        }
    }

    /** The body that follows a head: as long as it says, in chunks, or until the connection ends. */
    InputStream body(String method, Head head) {
        if (method.equals("HEAD") || head.code() == 204 || head.code() == 304) {
            return InputStream.nullInputStream();
        }
        if (head.headers().get("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            return new ChunkedBody();
        }
        var length = head.headers().get("Content-Length");
        return length.isEmpty() ? in : new FixedBody(Long.parseLong(length));
    }

    /** What comes after an upgrade. */
    InputStream in() {
        return in;
    }

    /** Where to write after an upgrade. */
    OutputStream out() {
        return out;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A body of known length. */
    private final class FixedBody extends InputStream {
        private long left;

        FixedBody(long length) {
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the connection was closed " + left + " bytes before the end of the body");
            }
            left -= read;
            return read;
        }
    }

    /** A body in chunks (RFC 9112, section 7.1). */
    private final class ChunkedBody extends InputStream {
        private long left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                begin();
            }
            if (ended) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the connection was closed within a chunk");
            }
            left -= read;
            if (left == 0) {
                line();
            }
            return read;
        }

        private void skipTrailers() throws IOException {
            var line = line();
            while (!line.isEmpty()) {
                line = line();
            }
        }

        private void begin() throws IOException {
            var size = line();
            int extension = size.indexOf(';');
            try {
                left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            } catch (NumberFormatException e) {
                throw new IOException("malformed size of a chunk: \"" + size + "\"", e);
            }
            if (left == 0) {
                ended = true;
                skipTrailers();
            }
        }
    }
}
