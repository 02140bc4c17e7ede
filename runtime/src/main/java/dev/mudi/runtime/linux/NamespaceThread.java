package dev.mudi.runtime.linux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work in other namespaces, or with another working directory, than the process has. Each piece of work gets a platform
 * thread that ends with it, so that no thread of a pool is left in the wrong place.
 */
public final class NamespaceThread {

    /** A piece of work. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    private NamespaceThread() {}

    /** Runs the work in namespaces just made. The {@link Work} may pin them with {@link #pin}. */
    public static <T> T inNew(long namespaces, Work<T> work) throws IOException {
        return onOwnThread(() -> {
            Linux.unshare(namespaces);
            return work.run();
        });
    }

    /** Runs the work in the network namespace that the file stands for. Sockets made there stay there. */
    public static <T> T inNetwork(Path namespace, Work<T> work) throws IOException {
        return onOwnThread(() -> {
            int fd = Linux.open(namespace, Linux.O_RDONLY);
            try {
                Linux.setns(fd, Linux.CLONE_NEWNET, namespace);
            } finally {
                Linux.close(fd);
            }
            return work.run();
        });
    }

    /** Runs the work with the given working directory, for calls whose arguments would be too long otherwise. */
    public static <T> T inDirectory(Path directory, Work<T> work) throws IOException {
        return onOwnThread(() -> {
            Linux.unshare(Linux.CLONE_FS);
            Linux.chdir(directory);
            return work.run();
        });
    }

    /**
     * Keeps a namespace of the calling thread alive by a bind mount.
     *
     * @param kind its name under /proc/self/ns: net, ipc or uts
     * @param file an existing empty file
     */
    public static void pin(String kind, Path file) throws IOException {
        Linux.mount("/proc/self/task/" + Linux.gettid() + "/ns/" + kind, file, "", Linux.MS_BIND, "");
    }

    private static <T> T onOwnThread(Work<T> work) throws IOException {
        var task = new FutureTask<>(work::run);
        var thread = Thread.ofPlatform().name("namespace").daemon().start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    // The work is short and must not be left half done: finish it, and pass the interrupt on.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedIOException io -> throw io;
                case IOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IOException(thread.getName() + " thread failed", e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
