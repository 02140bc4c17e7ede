package dev.mudi.runtime.cri;

import java.io.InputStream;
import java.io.OutputStream;

/** One TCP connection into a sandbox. Each stream may be used by a thread of its own. */
public interface PortForwardSession extends AutoCloseable {

    /** What the server in the pod sends; ends when it closes its side. */
    InputStream input();

    /** What goes to the server in the pod; closing it half-closes the connection. Every write is passed on at once. */
    OutputStream output();

    /** Closes both directions. Idempotent. */
    @Override
    void close();
}
