package dev.mudi.runtime.linux;

import java.io.IOException;
import java.util.Map;

/** A system call that failed: which, on what, and why. */
public final class SyscallException extends IOException {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int EOPNOTSUPP = 95;
    public static final int ENOTCONN = 107;

    private static final long serialVersionUID = 1L;

    /** Names from errno(3); the rest are shown by number. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "operation not permitted"),
            Map.entry(ENOENT, "no such file or directory"),
            Map.entry(ESRCH, "no such process"),
            Map.entry(EINTR, "interrupted system call"),
            Map.entry(EIO, "input/output error"),
            Map.entry(EBADF, "bad file descriptor"),
            Map.entry(EAGAIN, "resource temporarily unavailable"),
            Map.entry(12, "cannot allocate memory"),
            Map.entry(13, "permission denied"),
            Map.entry(16, "device or resource busy"),
            Map.entry(EEXIST, "file exists"),
            Map.entry(19, "no such device"),
            Map.entry(20, "not a directory"),
            Map.entry(EINVAL, "invalid argument"),
            Map.entry(24, "too many open files"),
            Map.entry(28, "no space left on device"),
            Map.entry(30, "read-only file system"),
            Map.entry(32, "broken pipe"),
            Map.entry(36, "file name too long"),
            Map.entry(38, "function not implemented"),
            Map.entry(39, "directory not empty"),
            Map.entry(40, "too many levels of symbolic links"),
            Map.entry(EOPNOTSUPP, "operation not supported"),
            Map.entry(ENOTCONN, "not connected"),
            Map.entry(111, "connection refused"));

    private final int errno;

    SyscallException(String call, int errno) {
        super(call + ": " + NAMES.getOrDefault(errno, "error " + errno));
        this.errno = errno;
    }

    /** The error number, as in errno(3). */
    public int errno() {
        return errno;
    }
}
