package dev.mudi.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The streams of a remote command over SPDY: the client opens one for each and says in a header which it is. */
public final class SpdyStreams implements RemoteStreams {

    /** The protocols of remote commands, newest first. */
    public static final List<String> PROTOCOLS = List.of(
            "v5.channel.k8s.io", "v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SpdyConnection connection;
    private final String protocol;
    private final Map<String, SpdyStream> byType;

    private SpdyStreams(SpdyConnection connection, String protocol, Map<String, SpdyStream> byType) {
        this.connection = connection;
        this.protocol = protocol;
        this.byType = byType;
    }

    /**
     * Waits until the client has opened the streams that it asked for.
     *
     * @throws IOException when it doesn't within 30 seconds
     */
    public static SpdyStreams accept(SpdyConnection connection, String protocol, StreamOptions options)
            throws IOException, InterruptedException {
        var missing = new HashSet<>(expected(protocol, options));
        var streams = new HashMap<String, SpdyStream>();
        while (!missing.isEmpty()) {
            var stream = connection
                    .take(PATIENCE)
                    .orElseThrow(() -> new IOException("timed out waiting for client to create streams " + missing));
            var type = stream.header("streamtype");
            missing.remove(type);
            streams.put(type, stream);
        }
        return new SpdyStreams(connection, protocol, streams);
    }

    private static Set<String> expected(String protocol, StreamOptions options) {
        var types = new HashSet<String>();
        types.add("error");
        if (options.stdin()) {
            types.add("stdin");
        }
        if (options.stdout()) {
            types.add("stdout");
        }
        if (options.stderr()) {
            types.add("stderr");
        }
        boolean resizes = !protocol.equals("channel.k8s.io") && !protocol.equals("v2.channel.k8s.io");
        if (options.tty() && resizes) {
            types.add("resize");
        }
        return types;
    }

    private InputStream input(String type) {
        var stream = byType.get(type);
        return stream == null ? InputStream.nullInputStream() : stream.input();
    }

    private OutputStream output(String type) {
        var stream = byType.get(type);
        return stream == null ? OutputStream.nullOutputStream() : stream.output();
    }

    @Override
    public InputStream stdin() {
        return input("stdin");
    }

    @Override
    public OutputStream stdout() {
        return output("stdout");
    }

    @Override
    public OutputStream stderr() {
        return output("stderr");
    }

    @Override
    public InputStream resize() {
        return input("resize");
    }

    @Override
    public OutputStream error() {
        return output("error");
    }

    @Override
    public boolean statusIsJson() {
        return protocol.startsWith("v4.") || protocol.startsWith("v5.");
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        connection.awaitClosed();
    }

    @Override
    public void close() {
        for (var stream : byType.values()) {
            try {
                stream.finish();
            } catch (IOException e) {
                // The client has gone: nothing is left to be told.
                break;
            }
        }
        connection.close();
    }
}
