package dev.mudi.kubelet.prober;

import dev.mudi.kubelet.env.Expansion;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecSyncRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Probes by exec, HTTP, TCP and gRPC. */
public final class ContainerProbes implements ProbeRunner {

    private static final int OUTPUT_LIMIT = 10 * 1024;

    private final RuntimeService runtime;

    public ContainerProbes(RuntimeService runtime) {
        this.runtime = runtime;
    }

    @Override
    public ProbeOutcome run(Probe probe, ProbeTarget target) {
        int seconds = probe.getTimeoutSeconds() == null ? 1 : Math.max(1, probe.getTimeoutSeconds());
        var timeout = Duration.ofSeconds(seconds);
        try {
            if (probe.getExec() != null) {
                return exec(probe.getExec().getCommand(), target, timeout);
            }
            if (probe.getHttpGet() != null) {
                var action = probe.getHttpGet();
                var uri = uri(action, target.container(), target.podIp());
                return HttpProbe.get(uri, PodSpecs.orEmpty(action.getHttpHeaders()), timeout);
            }
            if (probe.getTcpSocket() != null) {
                var action = probe.getTcpSocket();
                var host = orElse(action.getHost(), target.podIp());
                return tcp(host, port(action.getPort(), target.container()), timeout);
            }
            if (probe.getGrpc() != null) {
                var service = orElse(probe.getGrpc().getService(), "");
                return GrpcProbe.check(target.podIp(), probe.getGrpc().getPort(), service, timeout);
            }
            return ProbeOutcome.error("missing probe handler");
        } catch (IllegalArgumentException e) {
            return ProbeOutcome.error(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The URL of an HTTP action.
     *
     * @throws IllegalArgumentException when the port has no such name, or the path isn't one
     */
    public static URI uri(HTTPGetAction action, Container container, String podIp) {
        var scheme = orElse(action.getScheme(), "HTTP").toLowerCase(Locale.ROOT);
        var host = orElse(action.getHost(), podIp);
        var path = orElse(action.getPath(), "");
        var bracketed = host.contains(":") ? "[" + host + "]" : host;
        var separator = path.startsWith("/") ? "" : "/";
        return URI.create(scheme + "://" + bracketed + ":" + port(action.getPort(), container) + separator + path);
    }

    /**
     * The number of a port given by number or by its name in the container.
     *
     * @throws IllegalArgumentException when the container has no port of that name
     */
    public static int port(IntOrString port, Container container) {
        var number = port.getIntVal();
        if (number != null) {
            return number;
        }
        var name = port.getStrVal();
        return PodSpecs.orEmpty(container.getPorts()).stream()
                .filter(p -> name.equals(p.getName()))
                .map(p -> p.getContainerPort().intValue())
                .findFirst()
                .orElseGet(() -> parse(name));
    }

    private static int parse(String name) {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("could not find port by name: " + name, e);
        }
    }

    private static String orElse(@Nullable String text, String fallback) {
        return text == null || text.isEmpty() ? fallback : text;
    }

    private ProbeOutcome exec(List<String> command, ProbeTarget target, Duration timeout) {
        var variables = new HashMap<String, String>();
        for (var variable : PodSpecs.orEmpty(target.container().getEnv())) {
            if (variable.getValue() != null) {
                variables.put(variable.getName(), variable.getValue());
            }
        }
        var request = ExecSyncRequest.newBuilder()
                .setContainerId(target.containerId())
                .addAllCmd(command.stream()
                        .map(word -> Expansion.expand(word, variables))
                        .toList())
                .setTimeout(timeout.toSeconds())
                .build();
        try {
            var response = runtime.execSync(request);
            var output = response.getStdout().concat(response.getStderr());
            var text =
                    output.substring(0, Math.min(output.size(), OUTPUT_LIMIT)).toString(StandardCharsets.UTF_8);
            return response.getExitCode() == 0 ? ProbeOutcome.success(text) : ProbeOutcome.failure(text);
        } catch (CriException e) {
            return e.code() == CriException.Code.DEADLINE_EXCEEDED
                    ? ProbeOutcome.failure("command timed out: \"" + String.join(" ", command) + "\" timed out after "
                            + timeout.toSeconds() + "s")
                    : ProbeOutcome.error(String.valueOf(e.getMessage()));
        }
    }

    private static ProbeOutcome tcp(String host, int port, Duration timeout) {
        try (var socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return ProbeOutcome.success("");
        } catch (IOException e) {
            return ProbeOutcome.failure("dial tcp " + host + ":" + port + ": " + HttpProbe.lower(e));
        }
    }
}
