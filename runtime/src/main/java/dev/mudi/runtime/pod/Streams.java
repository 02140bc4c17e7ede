package dev.mudi.runtime.pod;

import com.google.protobuf.ByteString;
import dev.mudi.runtime.conmon.AttachSession;
import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.conmon.RuncExec;
import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.cri.ExecSyncRequest;
import dev.mudi.runtime.cri.ExecSyncResponse;
import dev.mudi.runtime.cri.PortForwardSession;
import dev.mudi.runtime.linux.NamespaceThread;
import dev.mudi.runtime.linux.PacketSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exec, attach and port forwarding. Thread-safe. */
public final class Streams {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** Output of ExecSync beyond this is dropped (CRI, ExecSync). */
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private final Containers containers;
    private final Sandboxes sandboxes;
    private final Conmon conmon;

    public Streams(Containers containers, Sandboxes sandboxes, Conmon conmon) {
        this.containers = containers;
        this.sandboxes = sandboxes;
        this.conmon = conmon;
    }

    public ExecSession exec(ExecRequest request) throws IOException {
        check(request.getStdin(), request.getStdout(), request.getStderr(), request.getTty());
        var record = containers.requireRunning(request.getContainerId()).record();
        var session = RuncExec.start(conmon, record.id(), request.getCmdList(), request.getTty());
        if (!request.getStdin()) {
            session.stdin().close();
        }
        if (!request.getStdout()) {
            drain(session.stdout());
        }
        if (!request.getStderr() && !request.getTty()) {
            drain(session.stderr());
        }
        return session;
    }

    /** Reads what nobody wants, so that the command isn't held up by it. */
    private static void drain(InputStream unwanted) {
        Thread.ofVirtual().name("exec-drain").start(() -> {
            try (unwanted) {
                unwanted.transferTo(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                LOG.atDebug().setCause(closed).log("a stream nobody wants was closed");
            }
        });
    }

    private static void check(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
        if (!stdin && !stdout && !stderr) {
            throw CriException.invalidArgument("one of stdin, stdout or stderr must be set");
        }
        if (tty && stderr) {
            throw CriException.invalidArgument("tty and stderr cannot both be set: a terminal has one output");
        }
    }

    public ExecSession attach(AttachRequest request) throws IOException {
        check(request.getStdin(), request.getStdout(), request.getStderr(), request.getTty());
        var entry = containers.requireRunning(request.getContainerId());
        String id = entry.record().id();
        var target = new AttachSession.Target() {
            @Override
            public int waitForExit() throws InterruptedException {
                return entry.awaitExit();
            }

            @Override
            public void resize(int width, int height) throws IOException {
                conmon.resize(id, width, height);
            }
        };
        var socket = PacketSocket.connect(conmon.bundle(id), "attach");
        // The client of input that stays open may come and go; the container would wait for it for ever (containerd,
        // cio/io.go).
        var config = entry.record().config();
        boolean untilInputEnds = request.getStdin() && config.getStdin() && !config.getStdinOnce();
        var wanted =
                new AttachSession.Wanted(request.getStdin(), request.getStdout(), request.getStderr(), untilInputEnds);
        return new AttachSession(socket, target, wanted);
    }

    /** Has a running container's log file opened anew. */
    public void reopenLog(String id) throws IOException {
        conmon.reopenLog(containers.requireRunning(id).record().id());
    }

    /** Runs a command to its end. */
    public ExecSyncResponse execSync(ExecSyncRequest request) throws IOException {
        var record = containers.requireRunning(request.getContainerId()).record();
        try (var session = RuncExec.start(conmon, record.id(), request.getCmdList(), false)) {
            session.stdin().close();
            var output = new Collected(session.stdout());
            var errors = new Collected(session.stderr());
            var timedOut = new AtomicBoolean();
            int code = waitFor(session, request.getTimeout(), timedOut);
            if (timedOut.get()) {
                throw new CriException(
                        CriException.Code.DEADLINE_EXCEEDED,
                        "command " + request.getCmdList() + " timed out: it ran longer than " + request.getTimeout()
                                + " s");
            }
            return ExecSyncResponse.newBuilder()
                    .setExitCode(code)
                    .setStdout(output.bytes())
                    .setStderr(errors.bytes())
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CriException.unavailable("interrupted while a command ran in container " + record.id());
        }
    }

    private static int waitFor(RuncExec session, long seconds, AtomicBoolean timedOut) throws InterruptedException {
        if (seconds <= 0) {
            return session.waitForExit();
        }
        if (!session.waitForExit(Duration.ofSeconds(seconds))) {
            timedOut.set(true);
            session.kill();
        }
        return session.waitForExit();
    }

    /** The bytes of a stream, collected on a virtual thread. */
    private static final class Collected {

        private final ByteString.Output bytes = ByteString.newOutput();
        private final CountDownLatch end = new CountDownLatch(1);

        Collected(InputStream in) {
            Thread.ofVirtual().name("exec-output").start(() -> collect(in));
        }

        private void collect(InputStream in) {
            byte[] buffer = new byte[8192];
            try (in) {
                int count;
                while ((count = in.read(buffer)) >= 0) {
                    bytes.write(buffer, 0, Math.min(count, MAX_OUTPUT - bytes.size()));
                }
            } catch (IOException closed) {
                LOG.atDebug().setCause(closed).log("output ended with the command; what came until then counts");
            } finally {
                end.countDown();
            }
        }

        ByteString bytes() throws InterruptedException {
            // runc has ended by now, and with it the other side of the stream.
            end.await();
            return bytes.toByteString();
        }
    }

    /** Connects to a port in a sandbox. */
    public PortForwardSession portForward(String sandboxId, int port) throws IOException {
        if (port < 1 || port > 65535) {
            throw CriException.invalidArgument("a port is 1 to 65535, not " + port);
        }
        var sandbox = sandboxes.require(sandboxId);
        if (!sandbox.ready()) {
            throw CriException.failedPrecondition("sandbox " + sandboxId + " is not ready");
        }
        var namespace = sandboxes.networkNamespace(sandbox);
        return namespace.isEmpty() ? connect(port) : NamespaceThread.inNetwork(namespace.get(), () -> connect(port));
    }

    private static Forwarded connect(int port) throws IOException {
        IOException refused = new IOException("no address was tried");
        for (InetAddress loopback : List.of(loopback4(), loopback6())) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(loopback, port));
                socket.setTcpNoDelay(true);
                return new Forwarded(socket);
            } catch (IOException e) {
                socket.close();
                refused = e;
            }
        }
        throw new CriException(
                CriException.Code.UNAVAILABLE,
                "nobody listens on port " + port + " in the pod: " + refused.getMessage(),
                refused);
    }

    private static InetAddress loopback4() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static InetAddress loopback6() throws UnknownHostException {
        byte[] address = new byte[16];
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }

    private record Forwarded(Socket socket) implements PortForwardSession {

        @Override
        public InputStream input() {
            try {
                return socket.getInputStream();
            } catch (IOException e) {
                throw CriException.unavailable("the connection into the pod is closed");
            }
        }

        @Override
        public OutputStream output() {
            try {
                return new HalfClosing(socket);
            } catch (IOException e) {
                throw CriException.unavailable("the connection into the pod is closed");
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw CriException.internal("can't close a connection into the pod", e);
            }
        }
    }

    /** Closing it ends one direction only. */
    private static final class HalfClosing extends java.io.FilterOutputStream {

        private final Socket socket;

        HalfClosing(Socket socket) throws IOException {
            super(socket.getOutputStream());
            this.socket = socket;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            socket.shutdownOutput();
        }
    }
}
