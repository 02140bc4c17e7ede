package dev.mudi.runtime;

import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.cri.PortForwardSession;

/**
 * Exec, attach and port forwarding in process. CRI's rpcs of these names answer with the URL of a streaming server; the
 * kubelet that lives with the runtime has a streaming server of its own and needs the streams themselves.
 */
public interface StreamingRuntime {

    /**
     * Starts a command in a running container.
     *
     * @throws CriException NOT_FOUND for an unknown container, FAILED_PRECONDITION for one that isn't running,
     *     INVALID_ARGUMENT for tty together with stderr or for no stream at all
     */
    ExecSession exec(ExecRequest request);

    /**
     * Joins the streams of a running container's main process. {@link ExecSession#waitForExit()} returns when the container
     * has ended; closing the session leaves the container running.
     *
     * @throws CriException NOT_FOUND for an unknown container, FAILED_PRECONDITION for one that isn't running
     */
    ExecSession attach(AttachRequest request);

    /**
     * Opens one TCP connection to {@code 127.0.0.1:port} (then {@code [::1]:port}) inside the sandbox's network namespace.
     *
     * @param port 1 to 65535
     * @throws CriException NOT_FOUND for an unknown sandbox, UNAVAILABLE when nobody listens on that port
     */
    PortForwardSession portForward(String podSandboxId, int port);
}
