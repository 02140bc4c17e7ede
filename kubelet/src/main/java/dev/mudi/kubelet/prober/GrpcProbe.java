package dev.mudi.kubelet.prober;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One call of {@code grpc.health.v1.Health/Check} over HTTP/2 in the clear: the preface, one request whose headers are
 * literals (RFC 7541, section 6.2.2), and the first DATA frame of the answer, which holds the status. That is all of HTTP/2
 * that the probe needs (RFC 9113; gRPC over HTTP/2 protocol).
 */
final class GrpcProbe {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int FRAME_LIMIT = 1 << 16;
    private static final String[] STATUSES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Frame(int type, int flags, byte[] payload) {}

    private GrpcProbe() {}

    static ProbeOutcome check(String host, int port, String service, Duration timeout) {
        var address = host + ":" + port;
        int millis = (int) Math.max(1, timeout.toMillis());
        try (var socket = new Socket()) {
            socket.setSoTimeout(millis);
            socket.connect(new InetSocketAddress(host, port), millis);
            return check(socket, address, service);
        } catch (SocketTimeoutException e) {
            return ProbeOutcome.failure(
                    "timeout: failed to connect service \"" + address + "\" within " + timeout.toSeconds() + "s");
        } catch (IOException e) {
            return ProbeOutcome.failure(
                    "error: failed to connect service at \"" + address + "\": " + HttpProbe.lower(e));
        }
    }

    private static ProbeOutcome check(Socket socket, String address, String service) throws IOException {
        var out = new DataOutputStream(socket.getOutputStream());
        var in = new DataInputStream(socket.getInputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(out, SETTINGS, 0, 0, new byte[0]);
        frame(out, HEADERS, END_HEADERS, 1, headers(address));
        frame(out, DATA, END_STREAM, 1, request(service));
        out.flush();
        while (true) {
            var frame = read(in);
            switch (frame.type()) {
                case SETTINGS -> {
                    if ((frame.flags() & ACK) == 0) {
                        frame(out, SETTINGS, ACK, 0, new byte[0]);
                        out.flush();
                    }
                }
                case DATA -> {
                    if (frame.payload().length > 0) {
                        return outcome(frame.payload());
                    }
                }
                case RST_STREAM, GO_AWAY -> {
                    return ProbeOutcome.failure("error: health rpc probe failed: the server ended the stream");
                }
                case HEADERS -> {
                    if ((frame.flags() & END_STREAM) != 0) {
                        return ProbeOutcome.failure("error: this server does not implement the grpc health protocol "
                                + "(grpc.health.v1.Health)");
                    }
                }
                default -> {
                    // PING, WINDOW_UPDATE and what comes later don't matter to one call.
                }
            }
        }
    }

    private static ProbeOutcome outcome(byte[] data) {
        // Five bytes of gRPC message prefix, then field 1 as a varint; an empty message is status 0.
        int status = data.length >= 7 && data[5] == 0x08 ? data[6] : 0;
        if (status == 1) {
            return ProbeOutcome.success("service healthy");
        }
        var name = status >= 0 && status < STATUSES.length ? STATUSES[status] : Integer.toString(status);
        return ProbeOutcome.failure("service unhealthy (responded with \"" + name + "\")");
    }

    private static byte[] headers(String address) {
        var out = new ByteArrayOutputStream();
        literal(out, ":method", "POST");
        literal(out, ":scheme", "http");
        literal(out, ":path", "/grpc.health.v1.Health/Check");
        literal(out, ":authority", address);
        literal(out, "content-type", "application/grpc");
        literal(out, "te", "trailers");
        literal(out, "user-agent", "kube-probe/1.36");
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        text(out, name);
        text(out, value);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        // Seven bits hold the length here: names and addresses are shorter than 127 bytes.
        out.write(Math.min(bytes.length, 126));
        out.write(bytes, 0, Math.min(bytes.length, 126));
    }

    private static byte[] request(String service) {
        var name = service.getBytes(StandardCharsets.UTF_8);
        var message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write(0x0a);
            for (int rest = name.length; ; rest >>>= 7) {
                message.write(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
                if (rest <= 0x7f) {
                    break;
                }
            }
            message.writeBytes(name);
        }
        var out = new ByteArrayOutputStream();
        out.write(0);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(message.size() >>> shift);
        }
        out.writeBytes(message.toByteArray());
        return out.toByteArray();
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.write(payload.length >>> 16);
        out.writeShort(payload.length);
        out.write(type);
        out.write(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length > FRAME_LIMIT) {
            throw new IOException("the server speaks no HTTP/2");
        }
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        return new Frame(type, flags, in.readNBytes(length));
    }
}
