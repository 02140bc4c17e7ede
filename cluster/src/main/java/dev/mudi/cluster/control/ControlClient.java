package dev.mudi.cluster.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks a running daemon. One connection a question; safe for several threads. */
public final class ControlClient {
    private final Path socket;

    /** The daemon that listens, or may listen, on this socket. */
    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /** Whether a daemon answers. */
    public boolean isRunning() {
        if (!Files.exists(socket)) {
            return false;
        }
        try (var connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return connection.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Arguments to fill in. */
    public static ObjectNode arguments() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Asks and waits for the answer, however long it takes. */
    public JsonNode ask(String verb, JsonNode arguments) throws ControlException {
        try (var connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                var in = ControlServer.reader(Channels.newInputStream(connection))) {
            var question = arguments().put("verb", verb).set("arguments", arguments);
            var bytes = ControlServer.JSON.writeValueAsBytes(question);
            var buffer = ByteBuffer.allocate(bytes.length + 1)
                    .put(bytes)
                    .put((byte) '\n')
                    .flip();
            while (buffer.hasRemaining()) {
                connection.write(buffer);
            }
            var line = ControlServer.readLine(in);
            if (line.isEmpty()) {
                throw new ControlException("the daemon ended before it answered: see its log");
            }
            var answer = ControlServer.JSON.readTree(line);
            if (answer.has("error")) {
                throw new ControlException(answer.path("error").asText());
            }
            return answer.path("answer");
        } catch (IOException e) {
            if (Files.exists(socket) && !Files.isWritable(socket)) {
                throw new ControlException("you may not speak to the daemon (" + socket + "): run as its owner", e);
            }
            throw new ControlException("mudi is not running here (" + socket + "): start it with 'mudi up'", e);
        }
    }
}
