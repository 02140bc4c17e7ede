package dev.mudi.etcd.grpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Cuts a snapshot into messages, pads it to a multiple of 512 bytes and puts its SHA-256 behind it: by the 32 bytes over,
 * etcd's tools know that a checksum is there.
 */
final class SnapshotStream extends OutputStream {
    private static final int BLOB = 32 << 10;
    private static final int SECTOR = 512;

    private final Blobs blobs;
    private final ByteBuffer blob = ByteBuffer.allocate(BLOB);
    private final MessageDigest digest;
    private long written;

    /** Takes the messages. */
    @FunctionalInterface
    interface Blobs {
        void send(ByteBuffer blob) throws IOException;
    }

    SnapshotStream(Blobs blobs) {
        this.blobs = blobs;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        put(bytes, offset, length);
    }

    private void put(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int step = Math.min(length - done, blob.remaining());
            blob.put(bytes, offset + done, step);
            done += step;
            if (!blob.hasRemaining()) {
                flush();
            }
        }
        written += length;
    }

    @Override
    public void flush() throws IOException {
        if (blob.position() > 0) {
            blobs.send(blob.flip());
            blob.clear();
        }
    }

    @Override
    public void close() throws IOException {
        int over = (int) (written % SECTOR);
        if (over > 0) {
            write(new byte[SECTOR - over], 0, SECTOR - over);
        }
        var sum = digest.digest();
        put(sum, 0, sum.length);
        flush();
    }
}
