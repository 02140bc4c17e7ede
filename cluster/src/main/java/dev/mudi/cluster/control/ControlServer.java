package dev.mudi.cluster.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the command's questions. One virtual thread a connection, {@value #CONNECTIONS_MAX} at most. */
public final class ControlServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final int LINE_MAX = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int CONNECTIONS_MAX = 32;
    private static final int ANSWER_SECONDS = 2;

    private final Path socket;
    private final ServerSocketChannel channel;
    private final Map<String, Verb> verbs;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);

    /** What one question does. */
    @FunctionalInterface
    public interface Verb {
        /** The answer to these arguments; an exception's message goes to the user as it is. */
        JsonNode answer(JsonNode arguments) throws Exception;
    }

    private ControlServer(Path socket, ServerSocketChannel channel, Map<String, Verb> verbs) {
        this.socket = socket;
        this.channel = channel;
        this.verbs = Map.copyOf(verbs);
    }

    /** Listens on a socket, in the place of one that a dead daemon left. The caller holds the data directory's lock. */
    public static ControlServer start(Path socket, Map<String, Verb> verbs) throws IOException {
        Files.deleteIfExists(socket);
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        var server = new ControlServer(socket, channel, verbs);
        server.threads.execute(server::accept);
        return server;
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                var connection = channel.accept();
                if (connections.tryAcquire()) {
                    threads.execute(() -> serve(connection));
                } else {
                    connection.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.atWarn()
                        .setMessage("control connection failed")
                        .addKeyValue("error", e.getMessage())
                        .log();
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                var in = reader(Channels.newInputStream(connection))) {
            for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
                var answer = JSON.writeValueAsBytes(answer(JSON.readTree(line)));
                var buffer = ByteBuffer.allocate(answer.length + 1)
                        .put(answer)
                        .put((byte) '\n')
                        .flip();
                while (buffer.hasRemaining()) {
                    connection.write(buffer);
                }
            }
        } catch (IOException e) {
            LOG.atDebug()
                    .setMessage("control connection ended")
                    .addKeyValue("reason", e.getMessage())
                    .log();
        } finally {
            connections.release();
        }
    }

    private JsonNode answer(JsonNode question) {
        var name = question.path("verb").asText();
        var verb = verbs.get(name);
        var answer = JsonNodeFactory.instance.objectNode();
        if (verb == null) {
            return answer.put(
                    "error", "the daemon does not know '" + name + "': it may be of another version than the command");
        }
        try {
            return answer.set("answer", verb.answer(question.path("arguments")));
        } catch (Exception e) {
            LOG.atInfo()
                    .setMessage("control request refused")
                    .addKeyValue("verb", name)
                    .setCause(e)
                    .log();
            return answer.put("error", e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** A line without its end; empty at the end of the stream. */
    static String readLine(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() >= LINE_MAX) {
                throw new IOException("a control message may have at most " + LINE_MAX + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /** Takes no more questions, and gives those that were asked two seconds to be answered. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(socket);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
