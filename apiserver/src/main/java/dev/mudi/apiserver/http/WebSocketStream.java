package dev.mudi.apiserver.http;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A stream of messages over a WebSocket (RFC 6455): one a write, text for JSON, else binary or, for logs of a peer that chose that, base64
 * text. What the peer says is read only to answer pings and to notice its leaving.
 */
final class WebSocketStream implements ResponseStream {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String BEARER_PREFIX = "base64url.bearer.authorization.k8s.io.";
    private static final String BASE64 = "base64.binary.k8s.io";
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** What stands before each event of a protobuf watch, and is not needed where messages have bounds of their own. */
    private static final int LENGTH_BYTES = 4;

    private static final int MAX_INCOMING = 64 * 1024;

    private final UpgradedConnection connection;
    private final boolean base64;
    private final int opcode;
    private final int prefix;
    private final CloseSignal closed = new CloseSignal();

    private WebSocketStream(UpgradedConnection connection, boolean base64, int opcode, int prefix) {
        this.connection = connection;
        this.base64 = base64;
        this.opcode = opcode;
        this.prefix = prefix;
    }

    /** Accepts the handshake and begins. */
    static WebSocketStream accept(NettyResponse response, Headers request, String contentType) {
        var headers = Headers.builder()
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Accept", acceptKey(request.get("Sec-WebSocket-Key")));
        var protocol = "";
        for (var offered : request.get("Sec-WebSocket-Protocol").split(",", -1)) {
            if (protocol.isEmpty() && !offered.strip().startsWith(BEARER_PREFIX)) {
                protocol = offered.strip();
            }
        }
        if (!protocol.isEmpty()) {
            headers.add("Sec-WebSocket-Protocol", protocol);
        }
        boolean json = contentType.startsWith("application/json");
        boolean framed =
                contentType.startsWith("application/vnd.kubernetes.protobuf") && contentType.contains("stream=watch");
        // Events are text or bytes whatever protocol was chosen; only logs are encoded (apiserver,
        // WatchServer.HandleWS).
        boolean base64 = protocol.equals(BASE64) && !json && !framed;
        boolean text = base64 || json;
        var stream = new WebSocketStream(
                response.upgrade(headers.build()), base64, text ? TEXT : BINARY, framed ? LENGTH_BYTES : 0);
        Thread.ofVirtual().name("websocket-reader").start(stream::readUntilClosed);
        return stream;
    }

    private static String acceptKey(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-1", e);
        }
    }

    @Override
    public void write(ByteBuffer... buffers) {
        int bytes = 0;
        for (var buffer : buffers) {
            bytes += buffer.remaining();
        }
        var payload = ByteBuffer.allocate(bytes);
        for (var buffer : buffers) {
            payload.put(buffer.duplicate());
        }
        payload.flip().position(Math.min(prefix, bytes));
        frame(opcode, base64 ? Base64.getEncoder().encode(payload) : payload);
    }

    private synchronized void frame(int kind, ByteBuffer payload) {
        int length = payload.remaining();
        var frame = ByteBuffer.allocate(length + 10).put((byte) (0x80 | kind));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length < 1 << 16) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        try {
            connection.write(frame.put(payload).flip());
        } catch (IOException e) {
            closed.set();
            throw new PeerGoneException(String.valueOf(e.getMessage()));
        }
    }

    private void readUntilClosed() {
        try {
            boolean open = true;
            while (open) {
                open = readFrame();
            }
        } catch (IOException | PeerGoneException peerLeft) {
            connection.close();
        } finally {
            closed.set();
        }
    }

    /** Reads one frame; false after a close. */
    private boolean readFrame() throws IOException {
        var head = exactly(2);
        int kind = head.get(0) & 0x0f;
        long length = head.get(1) & 0x7f;
        if (length == 126) {
            length = exactly(2).getShort() & 0xffff;
        } else if (length == 127) {
            length = exactly(8).getLong();
        }
        if (length < 0 || length > MAX_INCOMING) {
            throw new IOException("a WebSocket frame of " + length + " bytes is larger than " + MAX_INCOMING);
        }
        var mask = (head.get(1) & 0x80) == 0 ? ByteBuffer.allocate(4) : exactly(4);
        var payload = exactly((int) length);
        for (int i = 0; i < length; i++) {
            payload.put(i, (byte) (payload.get(i) ^ mask.get(i % 4)));
        }
        if (kind == PING) {
            frame(PONG, payload);
        }
        if (kind == CLOSE && !closed.isSet()) {
            frame(CLOSE, normally());
        }
        return kind != CLOSE;
    }

    /** The status of a close that was meant; a peer that closes first is answered with it, too (RFC 6455, section 5.5.1). */
    private static ByteBuffer normally() {
        return ByteBuffer.allocate(2).putShort((short) 1000).flip();
    }

    private ByteBuffer exactly(int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (connection.read(buffer) < 0) {
                throw new EOFException("the peer has closed the connection");
            }
        }
        return buffer.flip();
    }

    /** Messages are on their way as soon as they are written. */
    @Override
    public void flush() {}

    @Override
    public boolean isClosed() {
        return closed.isSet();
    }

    @Override
    public void onClose(Runnable action) {
        closed.onSet(action);
    }

    @Override
    public void close() {
        if (!closed.isSet()) {
            try {
                frame(CLOSE, normally());
            } catch (PeerGoneException peerLeftFirst) {
                closed.set();
            }
        }
        closed.set();
        connection.close();
    }
}
