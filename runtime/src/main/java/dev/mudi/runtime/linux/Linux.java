package dev.mudi.runtime.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** System calls as Java methods. Stateless; every method may be called from any thread, but see the package on namespaces. */
public final class Linux {

    /** Mount flags of mount(2). */
    public static final long MS_RDONLY = 1;

    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;
    public static final long MS_NOEXEC = 8;
    public static final long MS_REMOUNT = 32;
    public static final long MS_BIND = 4096;
    public static final long MS_REC = 16384;
    public static final long MS_PRIVATE = 1 << 18;

    /** Namespace flags of unshare(2) and setns(2). */
    public static final long CLONE_FS = 0x200;

    public static final long CLONE_NEWNS = 0x20000;
    public static final long CLONE_NEWUTS = 0x4000000;
    public static final long CLONE_NEWIPC = 0x8000000;
    public static final long CLONE_NEWNET = 0x40000000;

    /** Signals. */
    public static final int SIGHUP = 1;

    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;
    public static final int SIGWINCH = 28;

    /** File types of mknod(2). */
    public static final int S_IFIFO = 0x1000;

    public static final int S_IFCHR = 0x2000;
    public static final int S_IFBLK = 0x6000;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_CLOEXEC = 0x80000;

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final int IFF_UP = 1;

    private Linux() {}

    /** mount(2). */
    public static void mount(String source, Path target, String type, long flags, String data) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            Syscall.MOUNT.call(
                    "mount " + source + " on " + target + (type.isEmpty() ? "" : " as " + type),
                    string(arena, source),
                    string(arena, target.toString()),
                    type.isEmpty() ? 0 : string(arena, type),
                    flags,
                    data.isEmpty() ? 0 : string(arena, data));
        }
    }

    /** Unmounts at once, letting go of it when its last user does. Nothing happens where nothing is mounted. */
    public static void unmount(Path target) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            Syscall.UMOUNT2.call("unmount " + target, string(arena, target.toString()), MNT_DETACH | UMOUNT_NOFOLLOW);
        } catch (SyscallException e) {
            if (e.errno() != SyscallException.EINVAL && e.errno() != SyscallException.ENOENT) {
                throw e;
            }
        }
    }

    static void unshare(long flags) throws SyscallException {
        Syscall.UNSHARE.call("unshare namespaces", flags);
    }

    static void setns(int fd, long type, Path path) throws SyscallException {
        Syscall.SETNS.call("enter namespace " + path, fd, type);
    }

    static void chdir(Path directory) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            Syscall.CHDIR.call("change to " + directory, string(arena, directory.toString()));
        }
    }

    static int gettid() throws SyscallException {
        return (int) Syscall.GETTID.call("gettid");
    }

    /** sethostname(2), in the calling thread's UTS namespace. */
    public static void setHostname(String name) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            Syscall.SETHOSTNAME.call(
                    "set hostname " + name, string(arena, name), name.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    /** Makes a device node or FIFO. */
    public static void mknod(Path path, int typeAndMode, long major, long minor) throws SyscallException {
        long device = ((major & 0xfffL) << 8) | (minor & 0xffL) | ((minor & ~0xffL) << 12) | ((major & ~0xfffL) << 32);
        try (var arena = Arena.ofConfined()) {
            Syscall.MKNODAT.call("make node " + path, AT_FDCWD, string(arena, path.toString()), typeAndMode, device);
        }
    }

    /** utimensat(2) of the file itself, be it a link or a device: it is not opened, which may block or do something. */
    public static void setModified(Path path, Instant time) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            var times = arena.allocateFrom(
                    ValueLayout.JAVA_LONG, 0, UTIME_OMIT, time.getEpochSecond(), time.getNano()); // accessed, modified
            Syscall.UTIMENSAT.call(
                    "set the time of " + path,
                    AT_FDCWD,
                    string(arena, path.toString()),
                    times.address(),
                    AT_SYMLINK_NOFOLLOW);
        }
    }

    /** lsetxattr(2). */
    public static void setXattr(Path path, String name, byte[] value) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(Math.max(1, value.length));
            MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, 0, value.length);
            Syscall.LSETXATTR.call(
                    "set " + name + " on " + path,
                    string(arena, path.toString()),
                    string(arena, name),
                    bytes.address(),
                    value.length,
                    0);
        }
    }

    /**
     * Sends a signal.
     *
     * @return whether there was such a process
     */
    public static boolean kill(long pid, int signal) throws SyscallException {
        if (pid <= 0) {
            throw new IllegalArgumentException("a process id is positive, not " + pid);
        }
        try {
            Syscall.KILL.call("send signal " + signal + " to process " + pid, pid, signal);
            return true;
        } catch (SyscallException e) {
            if (e.errno() == SyscallException.ESRCH) {
                return false;
            }
            throw e;
        }
    }

    /** Brings the loopback interface of the calling thread's network namespace up, as the CNI plugin loopback does. */
    public static void loopbackUp() throws SyscallException {
        int fd = (int) Syscall.SOCKET.call("open a socket", AF_INET, SOCK_DGRAM, 0);
        try (var arena = Arena.ofConfined()) {
            var request = arena.allocate(40, 8);
            request.setString(0, "lo");
            Syscall.IOCTL.call("read the flags of lo", fd, SIOCGIFFLAGS, request.address());
            short flags = request.get(ValueLayout.JAVA_SHORT, 16);
            request.set(ValueLayout.JAVA_SHORT, 16, (short) (flags | IFF_UP));
            Syscall.IOCTL.call("bring lo up", fd, SIOCSIFFLAGS, request.address());
        } finally {
            close(fd);
        }
    }

    static int open(Path path, int flags) throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            return (int)
                    Syscall.OPENAT.call("open " + path, AT_FDCWD, string(arena, path.toString()), flags | O_CLOEXEC);
        }
    }

    static void close(int fd) throws SyscallException {
        Syscall.CLOSE.call("close a descriptor", fd);
    }

    /** Reads up to the length of {@code buffer} bytes; 0 at the end, also when the other side of a terminal has gone. */
    static int read(int fd, MemorySegment buffer) throws SyscallException {
        while (true) {
            try {
                return (int) Syscall.READ.call("read", fd, buffer.address(), buffer.byteSize());
            } catch (SyscallException e) {
                if (e.errno() == SyscallException.EIO) {
                    return 0;
                }
                if (e.errno() != SyscallException.EINTR) {
                    throw e;
                }
            }
        }
    }

    static int write(int fd, MemorySegment buffer, long from, long length) throws SyscallException {
        while (true) {
            try {
                return (int) Syscall.WRITE.call("write", fd, buffer.address() + from, length);
            } catch (SyscallException e) {
                if (e.errno() != SyscallException.EINTR) {
                    throw e;
                }
            }
        }
    }

    static long string(Arena arena, String value) {
        return arena.allocateFrom(value).address();
    }

    /** The name of a signal number as {@code SIGTERM} or {@code 15} gives it; null when there is none. */
    public static @Nullable Integer signal(String nameOrNumber) {
        return Signals.number(nameOrNumber);
    }
}
