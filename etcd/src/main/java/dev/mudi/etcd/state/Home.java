package dev.mudi.etcd.state;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file in which values lie that are not in memory, each at its {@linkplain Place place}. Safe for any number of threads. */
public interface Home {
    /**
     * Reads until the buffer is full or the file ends; answers how many bytes that was.
     *
     * @throws IOException when the file cannot be read, or is {@linkplain #isClosed closed}
     */
    int read(ByteBuffer into, long offset) throws IOException;

    /** Whether no value that anyone may still ask for lies here: those have been moved. */
    boolean isClosed();

    /** Of the file, for messages. */
    String path();
}
