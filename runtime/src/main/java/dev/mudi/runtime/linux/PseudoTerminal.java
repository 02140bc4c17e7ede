package dev.mudi.runtime.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pseudo-terminal whose master side is here. Two platform threads move its bytes, since reads and writes of a terminal
 * block in the kernel; they end when the last process on the other side has closed it, or on {@link #close()}.
 */
public final class PseudoTerminal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PseudoTerminal.class);
    private static final long TIOCSPTLCK = 0x40045431;
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSWINSZ = 0x5414;
    private static final int CHUNK = 8192;

    private final int master;
    private final Path path;
    private final BytePipe input = new BytePipe();
    private final BytePipe output = new BytePipe();
    private volatile boolean started;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PseudoTerminal(int master, Path path) {
        this.master = master;
        this.path = path;
    }

    /** Makes a terminal. {@link #start()} must follow once the other side has been opened. */
    public static PseudoTerminal open() throws SyscallException {
        int master = Linux.open(Path.of("/dev/ptmx"), Linux.O_RDWR | Linux.O_NOCTTY);
        try (var arena = Arena.ofConfined()) {
            var number = arena.allocate(ValueLayout.JAVA_INT);
            Syscall.IOCTL.call("unlock a terminal", master, TIOCSPTLCK, number.address());
            Syscall.IOCTL.call("name a terminal", master, TIOCGPTN, number.address());
            return new PseudoTerminal(master, Path.of("/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0)));
        } catch (SyscallException e) {
            Linux.close(master);
            throw e;
        }
    }

    /** The other side, for a process to open as its streams. */
    public Path path() {
        return path;
    }

    /** Starts moving bytes. */
    public void start() {
        started = true;
        var writer = Thread.ofPlatform().name("terminal-in").daemon().start(this::pumpInput);
        Thread.ofPlatform().name("terminal-out").daemon().start(() -> {
            pumpOutput();
            input.close();
            closeMasterAfter(writer);
        });
    }

    public OutputStream input() {
        return input.sink();
    }

    public InputStream output() {
        return output.source();
    }

    /** Sets the size; the caller tells the process by SIGWINCH. */
    public void resize(int width, int height) throws SyscallException {
        if (closed.get()) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(8, 2);
            size.set(ValueLayout.JAVA_SHORT, 0, (short) height);
            size.set(ValueLayout.JAVA_SHORT, 2, (short) width);
            Syscall.IOCTL.call("resize a terminal", master, TIOCSWINSZ, size.address());
        }
    }

    private void pumpInput() {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(CHUNK);
            byte[] bytes = new byte[CHUNK];
            int count;
            while ((count = input.source().read(bytes, 0, CHUNK)) > 0) {
                MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, count);
                for (int done = 0; done < count; ) {
                    done += Linux.write(master, buffer, done, count - done);
                }
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("terminal input ended");
        }
    }

    private void pumpOutput() {
        try (var arena = Arena.ofConfined();
                var sink = output.sink()) {
            var buffer = arena.allocate(CHUNK);
            int count;
            while ((count = Linux.read(master, buffer)) > 0) {
                sink.write(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), 0, count);
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("terminal output ended");
        }
    }

    private void closeMasterAfter(Thread writer) {
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed.set(true);
        closeMaster();
    }

    private void closeMaster() {
        try {
            Linux.close(master);
        } catch (SyscallException e) {
            LOG.atWarn().setCause(e).log("can't close a terminal");
        }
    }

    /**
     * Ends the streams. The terminal itself goes when the processes on its other side have closed it, which its user brings
     * about by killing them.
     */
    @Override
    public void close() {
        input.close();
        output.close();
        if (!started && closed.compareAndSet(false, true)) {
            closeMaster();
        }
    }
}
