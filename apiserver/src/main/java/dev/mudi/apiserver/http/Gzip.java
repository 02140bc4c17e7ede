package dev.mudi.apiserver.http;

import dev.mudi.apiserver.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses large answers for those who accept it (upstream's APIResponseCompression: from 128 KiB on, fastest level). */
final class Gzip {
    private static final int FROM_BYTES = 128 * 1024;

    private static final int PIECE_BYTES = 64 * 1024;

    private Gzip() {}

    /** Whether an answer of so many bytes is to be compressed for a request with these headers. */
    static boolean isDue(Headers request, long bytes) {
        return bytes >= FROM_BYTES && isAccepted(request);
    }

    /** Whether a client with these headers takes compressed answers. */
    static boolean isAccepted(Headers request) {
        return request.hasToken("Accept-Encoding", "gzip");
    }

    /** The compressed bytes, in pieces. */
    static List<ByteBuffer> compress(List<ByteBuffer> buffers) {
        var pieces = new Pieces();
        try (var gzip = new GZIPOutputStream(pieces, PIECE_BYTES) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            var copied = new byte[PIECE_BYTES];
            for (var buffer : buffers) {
                write(buffer.duplicate(), copied, gzip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return pieces.all();
    }

    private static void write(ByteBuffer from, byte[] copied, OutputStream to) throws IOException {
        if (from.hasArray()) {
            to.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
            return;
        }
        while (from.hasRemaining()) {
            int some = Math.min(copied.length, from.remaining());
            from.get(copied, 0, some);
            to.write(copied, 0, some);
        }
    }

    /** Memory in pieces, so that a large answer needs no large array. */
    private static final class Pieces extends OutputStream {
        private final List<ByteBuffer> full = new ArrayList<>();
        private final ByteArrayOutputStream current = new ByteArrayOutputStream(PIECE_BYTES);

        @Override
        public void write(int b) {
            current.write(b);
            cut();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            current.write(bytes, offset, length);
            cut();
        }

        private void cut() {
            if (current.size() >= PIECE_BYTES) {
                full.add(ByteBuffer.wrap(current.toByteArray()));
                current.reset();
            }
        }

        List<ByteBuffer> all() {
            if (current.size() > 0) {
                full.add(ByteBuffer.wrap(current.toByteArray()));
                current.reset();
            }
            return full;
        }
    }
}
