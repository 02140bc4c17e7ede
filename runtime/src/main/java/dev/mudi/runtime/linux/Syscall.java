package dev.mudi.runtime.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls in use, by their numbers on the two architectures supported. All go through libc's {@code syscall(2)}:
 * one downcall handle is made once, where a handle a function would cost milliseconds of start-up each.
 */
enum Syscall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    IOCTL(16, 29),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    SHUTDOWN(48, 210),
    KILL(62, 129),
    CHDIR(80, 49),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    SETHOSTNAME(170, 161),
    GETTID(186, 178),
    LSETXATTR(189, 6),
    OPENAT(257, 56),
    MKNODAT(259, 33),
    PPOLL(271, 73),
    UNSHARE(272, 97),
    UTIMENSAT(280, 88),
    EVENTFD2(290, 19),
    SETNS(308, 268),
    PIDFD_OPEN(434, 434);

    private static final boolean AARCH64 = System.getProperty("os.arch", "").equals("aarch64");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle HANDLE = handle();

    private final long number;

    Syscall(long amd64, long aarch64) {
        this.number = "aarch64".equals(System.getProperty("os.arch")) ? aarch64 : amd64;
    }

    static boolean aarch64() {
        return AARCH64;
    }

    /**
     * Makes the call; missing arguments are 0.
     *
     * @param what how an error names the call and its object
     */
    long call(String what, long... arguments) throws SyscallException {
        long[] a = java.util.Arrays.copyOf(arguments, 6);
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            long result = (long) HANDLE.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], a[5]);
            if (result == -1) {
                throw new SyscallException(what, (int) ERRNO.get(state, 0L));
            }
            return result;
        } catch (SyscallException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("the foreign call itself can't throw", e);
        }
    }

    @SuppressWarnings("restricted") // granted by --enable-native-access; syscall(2) checks its own arguments
    private static MethodHandle handle() {
        var linker = Linker.nativeLinker();
        var word = ValueLayout.JAVA_LONG;
        MemorySegment symbol = linker.defaultLookup().findOrThrow("syscall");
        return linker.downcallHandle(
                symbol,
                FunctionDescriptor.of(word, word, word, word, word, word, word, word),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
    }
}
