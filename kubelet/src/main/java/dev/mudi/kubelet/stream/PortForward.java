package dev.mudi.kubelet.stream;

import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.PortForwardSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a client's streams to ports of a pod. */
public final class PortForward {

    /** The protocol over SPDY. */
    public static final String PROTOCOL = "portforward.k8s.io";

    /** The WebSocket subprotocol that carries a whole SPDY connection (KEP-4006). */
    public static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";

    private static final Logger LOG = LoggerFactory.getLogger(PortForward.class);
    private static final Duration IDLE = Duration.ofHours(4);
    /** How many halves of connections may wait for their other half. */
    private static final int PENDING_LIMIT = 1000;

    /** Opens a connection to a port of the pod. */
    @FunctionalInterface
    public interface Dialer {
        PortForwardSession dial(int port);
    }

    private PortForward() {}

    /** Serves a SPDY connection until the client goes: two streams, data and error, are a connection to a port. */
    public static void serve(SpdyConnection connection, Dialer dialer) throws InterruptedException {
        Map<String, SpdyStream> halves = new HashMap<>();
        while (true) {
            Optional<SpdyStream> next = connection.take(IDLE);
            if (next.isEmpty()) {
                connection.close();
                return;
            }
            var stream = next.get();
            var request = stream.header("requestid").isEmpty() ? stream.header("port") : stream.header("requestid");
            var other = halves.remove(request);
            if (other == null) {
                if (halves.size() >= PENDING_LIMIT) {
                    connection.close();
                    return;
                }
                halves.put(request, stream);
                continue;
            }
            boolean isError = stream.header("streamtype").equals("error");
            var error = isError ? stream : other;
            var data = isError ? other : stream;
            Thread.ofVirtual().name("port-forward").start(() -> {
                forward(port(data.header("port")), dialer, data.input(), data.output(), error.output());
                connection.forget(data);
                connection.forget(error);
            });
        }
    }

    /**
     * Serves a WebSocket connection: each port has two channels, data and error, each of which begins with the port's number
     * as two bytes, the low one first.
     */
    public static void serve(WebSocketChannels channels, List<Integer> ports, Dialer dialer)
            throws IOException, InterruptedException {
        for (int i = 0; i < ports.size(); i++) {
            int port = ports.get(i);
            var number = new byte[] {(byte) port, (byte) (port >> 8)};
            channels.output(2 * i).write(number);
            channels.output(2 * i + 1).write(number);
        }
        var running = new ArrayList<Thread>();
        for (int i = 0; i < ports.size(); i++) {
            int port = ports.get(i);
            var data = channels.input(2 * i);
            var out = channels.output(2 * i);
            var error = channels.output(2 * i + 1);
            running.add(Thread.ofVirtual().name("port-forward").start(() -> forward(port, dialer, data, out, error)));
        }
        for (var thread : running) {
            thread.join();
        }
        channels.close();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void forward(int port, Dialer dialer, InputStream in, OutputStream out, OutputStream error) {
        try (out;
                error) {
            if (port < 1 || port > 65535) {
                tell(error, "port \"" + port + "\" must be between 1 and 65535");
                return;
            }
            join(port, dialer, in, out, error);
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("The client of a forwarded port has gone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(int port, Dialer dialer, InputStream in, OutputStream out, OutputStream error)
            throws IOException, InterruptedException {
        PortForwardSession session;
        try {
            session = dialer.dial(port);
        } catch (CriException e) {
            tell(error, "error forwarding port " + port + " to pod, uid : " + e.getMessage());
            return;
        }
        try (session) {
            var up = Thread.ofVirtual().name("port-forward-up").start(() -> RemoteCommand.copy(in, session.output()));
            RemoteCommand.copy(session.input(), out);
            // The server in the pod has closed its side: what the client still sends has no reader.
            in.close();
            up.join();
        }
    }

    private static void tell(OutputStream error, String message) throws IOException {
        error.write(message.getBytes(StandardCharsets.UTF_8));
    }
}
