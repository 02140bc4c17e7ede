package dev.mudi.runtime.conmon;

import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.linux.BytePipe;
import dev.mudi.runtime.linux.PacketSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of a running container through its monitor's socket. conmon sends packets whose first byte tells the stream,
 * and passes on to the container what it gets. Two platform threads move the bytes, since packet sockets block.
 */
public final class AttachSession implements ExecSession {

    private static final Logger LOG = LoggerFactory.getLogger(AttachSession.class);
    private static final int PACKET = 8193;
    private static final byte STDERR = 3;

    /** What the container's owner offers to a session. */
    public interface Target {

        /** Waits for the container's end and returns its exit code. */
        int waitForExit() throws InterruptedException;

        void resize(int width, int height) throws IOException;
    }

    private final BytePipe input = new BytePipe();
    private final BytePipe output = new BytePipe();
    private final BytePipe errors = new BytePipe();
    private final PacketSocket socket;
    private final Target target;
    private final Wanted wanted;
    private final CountDownLatch received = new CountDownLatch(1);
    private volatile boolean left;

    /**
     * What a client joins.
     *
     * @param untilInputEnds whether the session is over when the client's input is: that of the container then stays open for others
     */
    public record Wanted(boolean stdin, boolean stdout, boolean stderr, boolean untilInputEnds) {}

    /** Attaches; streams that aren't wanted are empty. */
    public AttachSession(PacketSocket socket, Target target, Wanted wanted) {
        this.socket = socket;
        this.target = target;
        this.wanted = wanted;
        var receiver = Thread.ofPlatform().name("attach-out").daemon().unstarted(this::receive);
        if (wanted.stdin()) {
            Thread.ofPlatform().name("attach-in").daemon().start(this::send);
        } else {
            input.close();
        }
        receiver.start();
    }

    private void receive() {
        try (var arena = Arena.ofConfined();
                var out = output.sink();
                var err = errors.sink();
                socket) {
            var buffer = arena.allocate(PACKET);
            int count;
            while ((count = socket.receive(buffer)) > 0) {
                boolean error = buffer.get(ValueLayout.JAVA_BYTE, 0) == STDERR;
                if (error ? wanted.stderr() : wanted.stdout()) {
                    byte[] bytes = buffer.asSlice(1, count - 1L).toArray(ValueLayout.JAVA_BYTE);
                    (error ? err : out).write(bytes);
                }
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("attach output ended");
        } finally {
            received.countDown();
            input.close();
        }
    }

    private void send() {
        byte[] bytes = new byte[PACKET - 1];
        try {
            int count;
            while ((count = input.source().read(bytes)) > 0) {
                socket.send(bytes, count);
            }
            if (wanted.untilInputEnds()) {
                left = true;
                socket.shutdown();
            } else {
                socket.endOutput();
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("attach input ended");
        }
    }

    @Override
    public OutputStream stdin() {
        return input.sink();
    }

    @Override
    public InputStream stdout() {
        return output.source();
    }

    @Override
    public InputStream stderr() {
        return errors.source();
    }

    @Override
    public void resize(int width, int height) {
        try {
            target.resize(width, height);
        } catch (IOException e) {
            throw CriException.internal("can't resize the terminal: " + e.getMessage(), e);
        }
    }

    @Override
    public int waitForExit() throws InterruptedException {
        received.await();
        return left ? 0 : target.waitForExit();
    }

    @Override
    public void close() {
        input.close();
        output.close();
        errors.close();
        try {
            // The end of input is not passed on with it unless the client closed it: the container keeps its own.
            socket.shutdown();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("stdin", wanted.stdin()).setCause(e).log("can't shut the attach socket down");
        }
    }
}
