package dev.mudi.runtime.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when processes end that needn't be children of this one, by pid file descriptors. One platform thread waits for all of
 * them; the callbacks run on virtual threads. Bounded by the number of processes watched: one descriptor each.
 */
public final class ProcessWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessWatch.class);
    private static final int POLLFD_BYTES = 8;
    private static final short POLLIN = 1;

    private record Watched(long pid, Runnable onExit) {}

    private final Map<Integer, Watched> byDescriptor = new ConcurrentHashMap<>();
    private final int wakeUp;
    private final Thread thread;
    private volatile boolean closed;

    public ProcessWatch() throws SyscallException {
        wakeUp = (int) Syscall.EVENTFD2.call("make an event descriptor", 0, Linux.O_CLOEXEC);
        thread = Thread.ofPlatform().name("process-watch").daemon().start(this::loop);
    }

    /** Runs {@code onExit} once when the process ends, soon if it has ended already. */
    public void watch(long pid, Runnable onExit) throws SyscallException {
        try {
            int fd = (int) Syscall.PIDFD_OPEN.call("watch process " + pid, pid, 0);
            byDescriptor.put(fd, new Watched(pid, onExit));
            wake();
        } catch (SyscallException e) {
            if (e.errno() != SyscallException.ESRCH) {
                throw e;
            }
            Thread.ofVirtual().name("exit-" + pid).start(onExit);
        }
    }

    private void loop() {
        while (!closed) {
            try {
                waitOnce();
            } catch (SyscallException e) {
                if (e.errno() != SyscallException.EINTR) {
                    LOG.atError().setCause(e).log("can't watch processes any longer");
                    return;
                }
            }
        }
    }

    private void waitOnce() throws SyscallException {
        int[] descriptors =
                byDescriptor.keySet().stream().mapToInt(Integer::intValue).toArray();
        try (var arena = Arena.ofConfined()) {
            var polled = arena.allocate((long) POLLFD_BYTES * (descriptors.length + 1), 8);
            polled.set(ValueLayout.JAVA_INT, 0, wakeUp);
            polled.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            for (int i = 0; i < descriptors.length; i++) {
                polled.set(ValueLayout.JAVA_INT, POLLFD_BYTES * (i + 1L), descriptors[i]);
                polled.set(ValueLayout.JAVA_SHORT, POLLFD_BYTES * (i + 1L) + 4, POLLIN);
            }
            Syscall.PPOLL.call("wait for processes", polled.address(), descriptors.length + 1L);
            if (polled.get(ValueLayout.JAVA_SHORT, 6) != 0) {
                Linux.read(wakeUp, arena.allocate(8, 8));
            }
            for (int i = 0; i < descriptors.length; i++) {
                if (polled.get(ValueLayout.JAVA_SHORT, POLLFD_BYTES * (i + 1L) + 6) != 0) {
                    ended(descriptors[i]);
                }
            }
        }
    }

    private void ended(int descriptor) throws SyscallException {
        var watched = byDescriptor.remove(descriptor);
        Linux.close(descriptor);
        if (watched != null) {
            Thread.ofVirtual().name("exit-" + watched.pid()).start(watched.onExit());
        }
    }

    private void wake() throws SyscallException {
        try (var arena = Arena.ofConfined()) {
            var one = arena.allocate(8, 8);
            one.set(ValueLayout.JAVA_LONG, 0, 1);
            Linux.write(wakeUp, one, 0, 8);
        }
    }

    /** Stops watching; no callback starts after this. Idempotent. */
    @Override
    public void close() throws SyscallException {
        if (closed) {
            return;
        }
        closed = true;
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int descriptor : byDescriptor.keySet()) {
            Linux.close(descriptor);
        }
        byDescriptor.clear();
        Linux.close(wakeUp);
    }
}
