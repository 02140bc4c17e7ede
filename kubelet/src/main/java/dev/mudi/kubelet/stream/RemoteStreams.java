package dev.mudi.kubelet.stream;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The streams of a remote command as the client sees them. Streams that weren't asked for are empty, or swallow what is
 * written. Each may be used by one thread.
 */
public interface RemoteStreams extends AutoCloseable {

    InputStream stdin();

    OutputStream stdout();

    OutputStream stderr();

    /** Changes of the terminal's size, as a JSON object {@code {"Width":80,"Height":24}} after another. */
    InputStream resize();

    /** Where the outcome goes. */
    OutputStream error();

    /** Whether the outcome is a Status object in JSON (v4 and later) or text. */
    boolean statusIsJson();

    /** Blocks until the client has gone, or {@link #close()} was called. */
    void awaitClosed() throws InterruptedException;

    /** Ends all streams and the connection, after what was written has been sent. Idempotent. */
    @Override
    void close();
}
