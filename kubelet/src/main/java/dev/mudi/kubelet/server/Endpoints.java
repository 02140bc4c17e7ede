package dev.mudi.kubelet.server;

import dev.mudi.kubelet.stream.ChannelProtocol;
import dev.mudi.kubelet.stream.PortForward;
import dev.mudi.kubelet.stream.RemoteCommand;
import dev.mudi.kubelet.stream.RemoteStreams;
import dev.mudi.kubelet.stream.SpdyConnection;
import dev.mudi.kubelet.stream.SpdyStreams;
import dev.mudi.kubelet.stream.StreamOptions;
import dev.mudi.kubelet.stream.WebSocketStreams;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.StreamingRuntime;
import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.cri.ExecSyncRequest;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What each path of the server answers. */
final class Endpoints {

    private static final String JSON = "application/json";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private static final SystemLogs SYSTEM_LOGS = new SystemLogs(Path.of("/var/log"));

    private final RequestAuth auth;
    private final ServedPods pods;
    private final NodeReports reports;
    private final RuntimeService runtime;
    private final StreamingRuntime streaming;
    private final PodLookup lookup;
    private final ContainerLogs logs;

    Endpoints(
            RequestAuth auth,
            ServedPods pods,
            NodeReports reports,
            RuntimeService runtime,
            StreamingRuntime streaming,
            ContainerLogs logs) {
        this.auth = auth;
        this.pods = pods;
        this.reports = reports;
        this.runtime = runtime;
        this.streaming = streaming;
        this.lookup = new PodLookup(pods);
        this.logs = logs;
    }

    void serve(Exchange exchange, Optional<X509Certificate> certificate)
            throws HttpFailure, IOException, InterruptedException {
        authorize(exchange, certificate);
        var path = Arrays.stream(exchange.path().split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        var first = path.isEmpty() ? "" : path.getFirst();
        switch (first) {
            case "healthz" -> health(exchange);
            case "pods" ->
                exchange.respond(
                        200,
                        JSON,
                        bytes(Serialization.asJson(
                                new PodListBuilder().withItems(pods.pods()).build())));
            case "configz" -> exchange.respond(200, JSON, bytes(reports.configuration()));
            case "stats" -> exchange.respond(200, JSON, bytes(reports.statsSummary()));
            case "metrics" -> metrics(exchange, path);
            case "logs" -> SYSTEM_LOGS.serve(exchange, path.subList(1, path.size()));
            case "containerLogs" -> logs.serve(exchange, lookup.container(path));
            case "exec" -> exec(exchange, path);
            case "attach" -> attach(exchange, path);
            case "portForward" -> portForward(exchange, path);
            case "run" -> run(exchange, path);
            default -> throw HttpFailure.notFound("404 page not found");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void authorize(Exchange exchange, Optional<X509Certificate> certificate) throws HttpFailure {
        var header = exchange.header("Authorization");
        var token = header.startsWith("Bearer ") ? header.substring(7).strip() : "";
        try {
            var user = auth.authenticate(certificate, token).orElseThrow(() -> new HttpFailure(401, "Unauthorized"));
            var verb = Access.verb(exchange.method());
            var subresources = Access.subresources(exchange.path());
            for (var subresource : subresources) {
                if (auth.mayUse(user, verb, subresource)) {
                    return;
                }
            }
            throw new HttpFailure(
                    403,
                    "Forbidden (user=" + user.name() + ", verb=" + verb + ", resource=nodes, subresource(s)="
                            + subresources + ")");
        } catch (IOException e) {
            throw new HttpFailure(500, "Authorization error: " + e.getMessage());
        }
    }

    private void health(Exchange exchange) throws IOException {
        var trouble = reports.health();
        exchange.respond(trouble.isEmpty() ? 200 : 500, trouble.isEmpty() ? "ok" : trouble);
    }

    private void metrics(Exchange exchange, List<String> path) throws HttpFailure, IOException {
        var kind = path.size() > 1 ? path.get(1) : "";
        switch (kind) {
            case "" -> exchange.respond(200, METRICS, bytes(reports.metrics()));
            case "resource" -> exchange.respond(200, METRICS, bytes(reports.resourceMetrics()));
            case "cadvisor", "probes" -> exchange.respond(200, METRICS, new byte[0]);
            default -> throw HttpFailure.notFound("404 page not found");
        }
    }

    private void exec(Exchange exchange, List<String> path) throws HttpFailure, IOException, InterruptedException {
        var container = lookup.container(path).running();
        var options = options(exchange);
        if (options.isEmpty()) {
            throw HttpFailure.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        if (exchange.queries("command").isEmpty()) {
            throw HttpFailure.badRequest("you must specify a command");
        }
        var request = ExecRequest.newBuilder()
                .setContainerId(container)
                .addAllCmd(exchange.queries("command"))
                .setTty(options.tty())
                .setStdin(options.stdin())
                .setStdout(options.stdout())
                .setStderr(options.stderr())
                .build();
        command(exchange, options, () -> streaming.exec(request));
    }

    private void attach(Exchange exchange, List<String> path) throws HttpFailure, IOException, InterruptedException {
        var found = lookup.container(path);
        var container = found.running();
        var asked = options(exchange);
        var options = new StreamOptions(asked.stdin(), asked.stdout(), asked.stderr(), asked.tty() || found.hasTty());
        var request = AttachRequest.newBuilder()
                .setContainerId(container)
                .setTty(options.tty())
                .setStdin(options.stdin())
                .setStdout(options.stdout())
                .setStderr(options.stderr())
                .build();
        command(exchange, options, () -> streaming.attach(request));
    }

    private static StreamOptions options(Exchange exchange) {
        return new StreamOptions(
                exchange.flag("input") || exchange.flag("stdin"),
                exchange.flag("output") || exchange.flag("stdout"),
                exchange.flag("error") || exchange.flag("stderr"),
                exchange.flag("tty"));
    }

    private static void command(Exchange exchange, StreamOptions options, Supplier<ExecSession> start)
            throws HttpFailure, IOException, InterruptedException {
        RemoteCommand.run(streams(exchange, options), start);
    }

    private static RemoteStreams streams(Exchange exchange, StreamOptions options)
            throws HttpFailure, IOException, InterruptedException {
        var webSocket = exchange.webSocketProtocols();
        if (webSocket.isPresent()) {
            var protocol = ChannelProtocol.choose(webSocket.get())
                    .orElseThrow(() -> unsupported("WebSocket", webSocket.get()));
            var streams = new WebSocketStreams(exchange.webSocket(protocol, WebSocketStreams.CHANNELS), options);
            streams.greet();
            return streams;
        }
        var offered = exchange.spdyProtocols().orElseThrow(() -> HttpFailure.badRequest("Upgrade request required"));
        // A client that names no protocol is one from before they had names.
        var protocol = offered.isEmpty()
                ? "channel.k8s.io"
                : offered.stream()
                        .filter(SpdyStreams.PROTOCOLS::contains)
                        .findFirst()
                        .orElseThrow(() -> unsupported("SPDY", offered));
        return SpdyStreams.accept(exchange.spdy(protocol), protocol, options);
    }

    private static HttpFailure unsupported(String over, List<String> offered) {
        return new HttpFailure(
                403, "unable to upgrade: none of the protocols offered over " + over + " is known: " + offered);
    }

    private void portForward(Exchange exchange, List<String> path)
            throws HttpFailure, IOException, InterruptedException {
        var sandbox = lookup.sandbox(path);
        PortForward.Dialer dialer = port -> streaming.portForward(sandbox, port);
        var webSocket = exchange.webSocketProtocols();
        if (webSocket.isEmpty()) {
            if (exchange.spdyProtocols().isEmpty()) {
                throw HttpFailure.badRequest("Upgrade request required");
            }
            PortForward.serve(exchange.spdy(PortForward.PROTOCOL), dialer);
            return;
        }
        if (webSocket.get().contains(PortForward.TUNNEL)) {
            SpdyConnection tunnel = exchange.tunnel(PortForward.TUNNEL);
            PortForward.serve(tunnel, dialer);
            return;
        }
        var ports = ports(exchange);
        var protocol =
                ChannelProtocol.choose(webSocket.get()).orElseThrow(() -> unsupported("WebSocket", webSocket.get()));
        PortForward.serve(exchange.webSocket(protocol, 2 * ports.size()), ports, dialer);
    }

    private static List<Integer> ports(Exchange exchange) throws HttpFailure {
        var ports = new ArrayList<Integer>();
        for (var list : exchange.queries("port")) {
            for (var port : list.split(",", -1)) {
                ports.add(port(port));
            }
        }
        if (ports.isEmpty() || ports.size() > 100) {
            throw HttpFailure.badRequest("query parameter \"port\" is required, at most 100 times");
        }
        return ports;
    }

    private static int port(String text) throws HttpFailure {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw HttpFailure.badRequest("unable to parse \"" + text + "\" as a port");
        }
        throw HttpFailure.badRequest("port \"" + text + "\" must be between 1 and 65535");
    }

    private void run(Exchange exchange, List<String> path) throws HttpFailure, IOException {
        var container = lookup.container(path).running();
        var command = exchange.query("cmd").orElse("").strip();
        if (command.isEmpty()) {
            throw HttpFailure.badRequest("query parameter \"cmd\" is required");
        }
        try {
            var response = runtime.execSync(ExecSyncRequest.newBuilder()
                    .setContainerId(container)
                    .addAllCmd(Arrays.asList(command.split(" +")))
                    .build());
            var output = response.getStdout().concat(response.getStderr()).toByteArray();
            exchange.respond(response.getExitCode() == 0 ? 200 : 500, "text/plain; charset=utf-8", output);
        } catch (CriException e) {
            throw new HttpFailure(500, String.valueOf(e.getMessage()));
        }
    }
}
