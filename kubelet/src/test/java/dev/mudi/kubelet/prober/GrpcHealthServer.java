package dev.mudi.kubelet.prober;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Just enough of an HTTP/2 server to answer one health check a connection: {@code up} is serving, all else isn't. */
final class GrpcHealthServer implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    GrpcHealthServer() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    answer(listener.accept());
                }
            } catch (IOException e) {
                // The test is over.
                return;
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void answer(Socket socket) throws IOException {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes(24);
            frame(out, 4, 0, 0, new byte[0]);
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.readUnsignedByte();
                in.readInt();
                var payload = in.readNBytes(length);
                if (type == 0) {
                    // Five bytes of prefix, the tag and the length of the name, the name.
                    var service = new String(payload, 7, payload.length - 7, StandardCharsets.UTF_8);
                    // ":status: 200" from the static table.
                    frame(out, 1, 4, 1, new byte[] {(byte) 0x88});
                    frame(out, 0, 0, 1, new byte[] {0, 0, 0, 0, 2, 8, (byte) (service.equals("up") ? 1 : 2)});
                    out.flush();
                    // Closing with bytes unread would reset the connection, and the answer with it: wait for the client
                    // to leave.
                    socket.shutdownOutput();
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
            }
        }
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.write(0);
        out.writeShort(payload.length);
        out.write(type);
        out.write(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
