package dev.mudi.etcd.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client of gRPC made of single frames (RFC 9113), which never answers to anything of its own accord. */
final class RawHttp2 implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 40_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RawHttp2 connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        var client = new RawHttp2(socket);
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.frame(SETTINGS, 0, 0, new byte[0]);
        return client;
    }

    /** Bytes as they are. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        send(ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
    }

    /** Begins a call. */
    void open(int stream, String path) throws IOException {
        var headers = new ByteArrayOutputStream();
        literal(headers, ":method", "POST");
        literal(headers, ":scheme", "http");
        literal(headers, ":path", path);
        literal(headers, ":authority", "localhost");
        literal(headers, "content-type", "application/grpc");
        literal(headers, "te", "trailers");
        frame(HEADERS, END_HEADERS, stream, headers.toByteArray());
    }

    /** A header field that is not indexed, with a new name (RFC 7541, 6.2.2). */
    private static void literal(ByteArrayOutputStream headers, String name, String value) {
        headers.write(0);
        for (var text : new String[] {name, value}) {
            headers.write(text.length());
            headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Sends the beginning of a message. */
    void message(int stream, byte[] message, int sent) throws IOException {
        frame(
                DATA,
                0,
                stream,
                ByteBuffer.allocate(5 + sent)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(Arrays.copyOf(message, sent))
                        .array());
    }

    void ping() throws IOException {
        frame(PING, 0, 0, new byte[8]);
    }

    private record Frame(int type, int stream, ByteBuffer payload) {}

    private Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        var payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, stream, ByteBuffer.wrap(payload));
    }

    /** Reads until the server has sent a message on a stream. */
    void awaitAnswer(int stream) throws IOException {
        var frame = read();
        while (frame.type != DATA || frame.stream != stream) {
            frame = read();
        }
    }

    /** With what code and words the server says that it is over. */
    String goodbye() throws IOException {
        var frame = read();
        while (frame.type != GOAWAY) {
            frame = read();
        }
        var said = frame.payload.position(4);
        return said.getInt() + " " + StandardCharsets.UTF_8.decode(said);
    }

    /** Reads, and says nothing; whether the server closes the connection before patience ends. */
    boolean readsUntilHungUp() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException | SocketException _) {
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
