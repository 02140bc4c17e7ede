package dev.mudi.runtime.cri;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A process whose streams are here. Streams that weren't asked for are empty (output) or swallow nothing and fail on write
 * (input). With a tty, output and errors come together on {@link #stdout()}. Each stream may be used by one thread of its
 * own; {@link #close()} may be called by any thread and ends the reads of the others.
 */
public interface ExecSession extends AutoCloseable {

    /** The process's standard input. Closing it is the process's end of file. Every write is passed on at once. */
    OutputStream stdin();

    /** The process's standard output; ends when the process and all that inherited the stream have closed it. */
    InputStream stdout();

    /** The process's standard error; empty with a tty. */
    InputStream stderr();

    /**
     * Sets the size of the terminal; nothing happens without a tty.
     *
     * @param width columns, 1 to 65535
     * @param height rows, 1 to 65535
     */
    void resize(int width, int height);

    /**
     * Waits for the process to end.
     *
     * @return its exit code, 128 + n when signal n ended it
     * @throws InterruptedException when the waiting thread was interrupted
     */
    int waitForExit() throws InterruptedException;

    /** Lets go of the streams and, for exec, kills the process if it still runs. Idempotent. */
    @Override
    void close();
}
