package dev.mudi.runtime.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A Unix-domain socket of sequenced packets, connected; the JDK has stream sockets only. Blocking: use it from platform
 * threads. Shutting it down ends a receive of another thread; the one who receives closes it.
 */
public final class PacketSocket implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;
    private static final int ADDRESS_BYTES = 110;
    private static final int O_PATH = 0x200000;

    private final int fd;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    private PacketSocket(int fd) {
        this.fd = fd;
    }

    /** Connects to a socket file, whatever the length of its path: the kernel takes 107 bytes only, so it gets a short cut. */
    public static PacketSocket connect(Path directory, String name) throws IOException {
        int parent = Linux.open(directory, O_PATH);
        int fd = (int) Syscall.SOCKET.call("open a socket", AF_UNIX, SOCK_SEQPACKET | Linux.O_CLOEXEC, 0);
        try (var arena = Arena.ofConfined()) {
            byte[] path = ("/proc/self/fd/" + parent + "/" + name).getBytes(StandardCharsets.UTF_8);
            var address = arena.allocate(ADDRESS_BYTES, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
            Syscall.CONNECT.call("connect to " + directory.resolve(name), fd, address.address(), path.length + 3L);
            return new PacketSocket(fd);
        } catch (SyscallException e) {
            Linux.close(fd);
            throw e;
        } finally {
            Linux.close(parent);
        }
    }

    /** Receives one packet of at most the buffer's size; 0 at the end. */
    public int receive(MemorySegment buffer) throws SyscallException {
        return Linux.read(fd, buffer);
    }

    /** Sends one packet. */
    public void send(byte[] bytes, int length) throws IOException {
        use.readLock().lock();
        try (var arena = Arena.ofConfined()) {
            if (closed) {
                throw new IOException("the container's streams have been closed");
            }
            var buffer = arena.allocate(Math.max(1, length));
            MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
            Syscall.SENDTO.call("send to the container", fd, buffer.address(), length, MSG_NOSIGNAL);
        } finally {
            use.readLock().unlock();
        }
    }

    /** Says that nothing more will be sent. */
    public void endOutput() throws SyscallException {
        shutdown(SHUT_WR);
    }

    /** Ends both directions; a blocked {@link #receive} returns 0. */
    public void shutdown() throws SyscallException {
        shutdown(SHUT_RDWR);
    }

    private void shutdown(int how) throws SyscallException {
        use.readLock().lock();
        try {
            if (!closed) {
                Syscall.SHUTDOWN.call("shut a socket down", fd, how);
            }
        } catch (SyscallException e) {
            // The other side was faster.
            if (e.errno() != SyscallException.ENOTCONN) {
                throw e;
            }
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() throws SyscallException {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Linux.close(fd);
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
