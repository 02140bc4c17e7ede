package dev.mudi.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    @TempDir
    private Path folder;

    @Test
    void asksAndAnswers() throws Exception {
        var socket = folder.resolve("s");
        var client = new ControlClient(socket);
        assertThat(client.isRunning()).isFalse();
        try (var server = ControlServer.start(
                socket,
                Map.of("echo", arguments -> new TextNode(arguments.path("text").asText())))) {
            assertThat(client.isRunning()).isTrue();
            assertThat(client.ask("echo", ControlClient.arguments().put("text", "häl\nlo"))
                            .asText())
                    .isEqualTo("häl\nlo");
            assertThatThrownBy(() -> client.ask("dance", ControlClient.arguments()))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("does not know 'dance'");
            assertThat(server).isNotNull();
        }
        assertThat(socket).doesNotExist();
        assertThatThrownBy(() -> client.ask("echo", ControlClient.arguments()))
                .hasMessageContaining("mudi is not running here");
    }

    @Test
    void takesThePlaceOfADeadDaemonsSocket() throws Exception {
        var socket = folder.resolve("s");
        Files.writeString(socket, "");
        try (var server = ControlServer.start(socket, Map.of("fail", arguments -> {
            throw new IllegalStateException("no such image");
        }))) {
            assertThat(server).isNotNull();
            assertThatThrownBy(() -> new ControlClient(socket).ask("fail", ControlClient.arguments()))
                    .hasMessage("no such image");
        }
    }
}
