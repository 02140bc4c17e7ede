package dev.mudi.apiserver.health;

import dev.mudi.apiserver.HealthCheck;
import dev.mudi.apiserver.streaming.NodeConnector;
import dev.mudi.apiserver.streaming.NodeConnector.Security;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a component that is another process of this machine for its {@code /healthz}.
 *
 * @param connector makes the connection
 * @param port of the component on the loopback address
 */
record HealthProbe(NodeConnector connector, int port) implements HealthCheck.Check {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_ANSWER = 16 * 1024;

    @Override
    public Optional<String> problem() {
        var target = new Target("127.0.0.1", port, Security.TLS);
        try {
            var answer = ask(target);
            var lines = answer.split("\r\n\r\n", 2);
            boolean healthy = lines[0].startsWith("HTTP/1.1 2");
            return healthy ? Optional.empty() : Optional.of(lines[lines.length - 1].strip());
        } catch (IOException e) {
            return Optional.of("Get \"https://" + target.authority() + "/healthz\": " + e.getMessage());
        }
    }

    private String ask(Target target) throws IOException {
        try (var socket = connector.connect(target)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            var request = "GET /healthz HTTP/1.1\r\nHost: " + target.authority() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
        }
    }
}
