package dev.mudi.kubelet.lifecycle;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.prober.ContainerProbes;
import dev.mudi.kubelet.prober.HttpProbe;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecSyncRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs hooks. Blocking, and ended by interrupting the thread. */
public final class HookRunner {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A hook that failed; the message is for the container's status. */
    public static final class HookException extends Exception {
        private static final long serialVersionUID = 1L;

        HookException(String message) {
            super(message);
        }
    }

    private final RuntimeService runtime;

    public HookRunner(RuntimeService runtime) {
        this.runtime = runtime;
    }

    /**
     * Runs a hook to its end.
     *
     * @param podIp whom to ask when an HTTP hook names no host
     * @throws HookException when it fails
     * @throws InterruptedException when the caller has lost patience
     */
    public void run(LifecycleHandler hook, Container container, String containerId, String podIp)
            throws HookException, InterruptedException {
        if (hook.getExec() != null) {
            exec(hook, containerId);
        } else if (hook.getHttpGet() != null) {
            http(hook, container, podIp);
        } else if (hook.getSleep() != null) {
            // Nothing counts this latch down: it is a wait that an interrupt ends.
            var never = new CountDownLatch(1);
            boolean woken = never.await(hook.getSleep().getSeconds(), TimeUnit.SECONDS);
            if (woken) {
                throw new HookException("the sleep hook was cut short");
            }
        } else if (hook.getTcpSocket() != null) {
            tcp(hook, container, podIp);
        } else {
            throw new HookException("invalid handler: it has no action");
        }
    }

    private void exec(LifecycleHandler hook, String containerId) throws HookException {
        var command = PodSpecs.orEmpty(hook.getExec().getCommand());
        try {
            var response = runtime.execSync(ExecSyncRequest.newBuilder()
                    .setContainerId(containerId)
                    .addAllCmd(command)
                    .build());
            if (response.getExitCode() != 0) {
                throw new HookException("Exec lifecycle hook (" + command + ") failed - error: command '"
                        + String.join(" ", command) + "' exited with " + response.getExitCode() + ": "
                        + response.getStderr().toStringUtf8() + ", message: \""
                        + response.getStdout().toStringUtf8() + "\"");
            }
        } catch (CriException e) {
            throw new HookException("Exec lifecycle hook (" + command + ") failed - error: " + e.getMessage());
        }
    }

    private static void http(LifecycleHandler hook, Container container, String podIp) throws HookException {
        var action = hook.getHttpGet();
        try {
            var uri = ContainerProbes.uri(action, container, podIp);
            var outcome = HttpProbe.get(uri, PodSpecs.orEmpty(action.getHttpHeaders()), PATIENCE);
            if (!outcome.isGood()) {
                throw new HookException(
                        "HTTP lifecycle hook (" + action.getPath() + ") failed - error: " + outcome.output());
            }
        } catch (IllegalArgumentException e) {
            throw new HookException("HTTP lifecycle hook failed - error: " + e.getMessage());
        }
    }

    private static void tcp(LifecycleHandler hook, Container container, String podIp) throws HookException {
        var action = hook.getTcpSocket();
        var host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, ContainerProbes.port(action.getPort(), container)), (int)
                    PATIENCE.toMillis());
        } catch (IOException | IllegalArgumentException e) {
            throw new HookException("TCP lifecycle hook failed - error: " + e.getMessage());
        }
    }
}
