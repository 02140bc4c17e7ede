package dev.mudi.etcd.log;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lock on a directory itself (flock(2)), which nobody can take away as they can a file in it. The operating system lets go of it
 * when the process ends. Java's own locks are for files that are open for writing, and end when any other reader of the file closes it.
 */
final class Flock implements Closeable {
    private static final int READ_ONLY = 0;
    /** So that no child process holds on to it. */
    private static final int CLOSE_ON_EXEC = 0x80000;

    private static final int EXCLUSIVE_AT_ONCE = 2 | 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FLOCK =
            function("flock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final int descriptor;
    private boolean closed;

    private Flock(int descriptor) {
        this.descriptor = descriptor;
    }

    @SuppressWarnings("restricted") // granted by --enable-native-access; three calls with their own checks
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /**
     * Takes the lock; empty if someone has it.
     *
     * @throws IOException when the directory cannot be opened
     */
    static Optional<Flock> tryAcquire(Path directory) throws IOException {
        int descriptor = open(directory);
        if (descriptor < 0) {
            throw new IOException("the data directory " + directory + " cannot be opened");
        }
        var lock = new Flock(descriptor);
        if (call(FLOCK, descriptor, EXCLUSIVE_AT_ONCE) == 0) {
            return Optional.of(lock);
        }
        lock.close();
        return Optional.empty();
    }

    private static int open(Path directory) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(directory.toString());
            return call(OPEN, path, READ_ONLY | CLOSE_ON_EXEC);
        }
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a system call cannot be made", e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            call(CLOSE, descriptor);
        }
    }
}
