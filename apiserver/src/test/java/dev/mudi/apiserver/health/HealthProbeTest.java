package dev.mudi.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.streaming.NodeConnector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private Optional<String> problem(String answer) {
        return new HealthProbe(target -> answering(answer), 10259).problem();
    }

    private Socket answering(String answer) {
        return new Socket() {
            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public OutputStream getOutputStream() {
                return sent;
            }

            @Override
            public void setSoTimeout(int milliseconds) {}
        };
    }

    @Test
    void whatAnswersWithSuccessIsWell() {
        assertThat(problem("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")).isEmpty();
        assertThat(sent.toString(StandardCharsets.UTF_8))
                .startsWith("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:10259\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void whatAnswersOtherwiseIsSaidAsUpstreamSaysIt() {
        assertThat(problem("HTTP/1.1 500 Internal Server Error\r\n\r\nleaderElection failed\n"))
                .contains("HTTP probe failed with statuscode: 500");
        assertThat(problem("")).contains("Get \"https://127.0.0.1:10259/healthz\": EOF");
        assertThat(problem("220 mail.example.com\r\n"))
                .contains("Get \"https://127.0.0.1:10259/healthz\": net/http: HTTP/1.x transport connection broken:"
                        + " malformed HTTP response \"220 mail.example.com\"");
    }

    @Test
    void whatCannotBeReachedIsSaidAsUpstreamSaysIt() {
        NodeConnector closed = target -> {
            throw new IOException("dial tcp " + target.authority() + ": connect: connection refused");
        };

        assertThat(new HealthProbe(closed, 10257).problem())
                .contains(
                        "Get \"https://127.0.0.1:10257/healthz\": dial tcp 127.0.0.1:10257: connect: connection refused");
    }
}
