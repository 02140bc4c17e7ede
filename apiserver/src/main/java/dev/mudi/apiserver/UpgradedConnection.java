package dev.mudi.apiserver;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection after an upgrade: bytes both ways. One thread reads, one writes; {@link #close} comes from any. */
public interface UpgradedConnection extends AutoCloseable {
    /** Waits for bytes: at least one, or -1 when the peer has ended its side. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all of the buffer; blocks while the peer is slow. */
    void write(ByteBuffer from) throws IOException;

    /** Ends this side; what the peer still sends can be read. */
    void shutdownOutput() throws IOException;

    /** Ends both sides. Idempotent; a blocked read or write returns with an IOException or -1. */
    @Override
    void close();
}
