package dev.mudi.dns.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.WireParseException;

/**
 * Listens on one address by UDP and TCP (RFC 1035 §4.2, RFC 7766). The cluster's own names are answered on the receiving
 * thread; a question that must be forwarded gets a thread of its own, {@value #FORWARDS_MAX} at most: beyond that, questions
 * are dropped, as DNS allows, and the client asks again.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int FORWARDS_MAX = 256;
    private static final int CONNECTIONS_MAX = 256;
    private static final int UDP_SIZE = 1232;
    private static final int UDP_SIZE_PLAIN = 512;
    private static final int TCP_SIZE = 65_535;
    private static final int IDLE_MILLIS = 10_000;
    private static final int BIND_TRIES = 20;

    private final Answers answers;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore forwards = new Semaphore(FORWARDS_MAX);
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);

    private DnsServer(Answers answers, DatagramSocket udp, ServerSocket tcp) {
        this.answers = answers;
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Starts on an address; port 0 takes a port that is free for both protocols. An IOException says which address is taken. */
    public static DnsServer start(InetSocketAddress address, Answers answers) throws IOException {
        IOException last = null;
        for (int i = 0; i < (address.getPort() == 0 ? BIND_TRIES : 1); i++) {
            var tcp = new ServerSocket();
            try {
                tcp.setReuseAddress(true);
                tcp.bind(address);
                var udp = new DatagramSocket(new InetSocketAddress(address.getAddress(), tcp.getLocalPort()));
                var server = new DnsServer(answers, udp, tcp);
                server.threads.execute(server::receive);
                server.threads.execute(server::accept);
                return server;
            } catch (IOException e) {
                tcp.close();
                last = new IOException("cannot listen for DNS on " + address + ": " + e.getMessage(), e);
            }
        }
        throw last == null ? new IOException("cannot listen for DNS on " + address) : last;
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    private void receive() {
        var buffer = new byte[TCP_SIZE];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                var question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answers.isOwn(question)) {
                    reply(question, (InetSocketAddress) packet.getSocketAddress());
                } else if (forwards.tryAcquire()) {
                    var from = (InetSocketAddress) packet.getSocketAddress();
                    threads.execute(() -> forward(question, from));
                }
            } catch (WireParseException e) {
                LOG.atDebug()
                        .setMessage("malformed DNS question dropped")
                        .addKeyValue("error", e.getMessage())
                        .log();
            } catch (SocketException e) {
                if (!udp.isClosed()) {
                    LOG.atWarn()
                            .setMessage("DNS socket failed")
                            .addKeyValue("error", e.getMessage())
                            .log();
                }
            } catch (IOException e) {
                LOG.atWarn()
                        .setMessage("DNS question not answered")
                        .addKeyValue("error", e.getMessage())
                        .log();
            }
        }
    }

    private void forward(Message question, InetSocketAddress from) {
        try {
            reply(question, from);
        } catch (IOException e) {
            LOG.atDebug()
                    .setMessage("DNS answer not sent")
                    .addKeyValue("error", e.getMessage())
                    .log();
        } finally {
            forwards.release();
        }
    }

    private void reply(Message question, InetSocketAddress to) throws IOException {
        var extension = question.getOPT();
        int size =
                extension == null ? UDP_SIZE_PLAIN : Math.clamp(extension.getPayloadSize(), UDP_SIZE_PLAIN, UDP_SIZE);
        var bytes = answers.to(question).toWire(size);
        udp.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                if (connections.tryAcquire()) {
                    threads.execute(() -> converse(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    LOG.atWarn()
                            .setMessage("DNS connection refused")
                            .addKeyValue("error", e.getMessage())
                            .log();
                }
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                var bytes = in.readNBytes(in.readUnsignedShort());
                var answer = answers.to(new Message(bytes)).toWire(TCP_SIZE);
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            LOG.atTrace()
                    .setMessage("DNS connection ended")
                    .addKeyValue("reason", e.getMessage())
                    .log();
        } finally {
            connections.release();
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
        threads.shutdownNow();
        threads.close();
    }
}
