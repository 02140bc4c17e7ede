package dev.mudi.apiserver;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection after an upgrade: bytes both ways. One thread reads, one writes; {@link #close} comes from any. */
public interface UpgradedConnection extends AutoCloseable {
    /** Waits for bytes: at least one, or -1 when the peer has ended its side. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all of the buffer, which may be used again afterwards; blocks while the peer is slow. */
    void write(ByteBuffer from) throws IOException;

    /** Ends both sides, after what was written is on its way. Idempotent; a blocked read or write returns with an IOException or -1. */
    @Override
    void close();
}
