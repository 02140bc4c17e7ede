package dev.mudi.apiserver.health;

import dev.mudi.apiserver.HealthCheck;
import dev.mudi.apiserver.streaming.NodeConnector;
import dev.mudi.apiserver.streaming.NodeConnector.Security;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks a component that is another process of this machine for its {@code /healthz}.
 *
 * @param connector makes the connection
 * @param port of the component on the loopback address
 */
record HealthProbe(NodeConnector connector, int port) implements HealthCheck.Check {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_ANSWER = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b");

    @Override
    public Optional<String> problem() {
        var target = new Target("127.0.0.1", port, Security.TLS);
        try {
            int status = status(ask(target));
            boolean healthy = status >= 200 && status < 400;
            return healthy ? Optional.empty() : Optional.of("HTTP probe failed with statuscode: " + status);
        } catch (IOException e) {
            return Optional.of("Get \"https://" + target.authority() + "/healthz\": " + e.getMessage());
        }
    }

    /** What a component says of itself beside it is not for everyone who may look at component statuses. */
    private static int status(String answer) throws IOException {
        if (answer.isEmpty()) {
            throw new IOException("EOF");
        }
        var matcher = STATUS.matcher(answer);
        if (!matcher.lookingAt()) {
            throw new IOException("net/http: HTTP/1.x transport connection broken: malformed HTTP response \""
                    + answer.lines().findFirst().orElse("") + "\"");
        }
        return Integer.parseInt(matcher.group(1));
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
