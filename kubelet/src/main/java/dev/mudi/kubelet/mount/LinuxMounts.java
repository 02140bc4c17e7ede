package dev.mudi.kubelet.mount;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** mount(2) and umount2(2). Linux x86-64 and aarch64 have the same constants. */
final class LinuxMounts implements HostMounts {

    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int EINVAL = 22;
    private static final int ENOENT = 2;
    private static final int EBUSY = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle mount = handle(
            "mount",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS));
    private final MethodHandle umount2 =
            handle("umount2", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    @SuppressWarnings("restricted") // these two calls are what this class is for
    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
    }

    @Override
    public void tmpfs(Path target, long sizeBytes) throws IOException {
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, sizeBytes > 0 ? "size=" + sizeBytes : "");
    }

    @Override
    public void bind(Path source, Path target) throws IOException {
        mount(source.toString(), target, "", MS_BIND | MS_REC, "");
    }

    private void mount(String source, Path target, String type, long flags, String data) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            // A variable of its own: invokeExact takes the static types of its arguments, and that of a conditional is
            // Object.
            MemorySegment typeName = type.isEmpty() ? MemorySegment.NULL : arena.allocateFrom(type);
            int result = (int) mount.invokeExact(
                    state,
                    arena.allocateFrom(source),
                    arena.allocateFrom(target.toString()),
                    typeName,
                    flags,
                    arena.allocateFrom(data));
            if (result != 0) {
                throw new IOException(
                        "can't mount " + source + " on " + target + ": errno " + (int) ERRNO_VALUE.get(state, 0L));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("mount(2) can't be called", e);
        }
    }

    @Override
    public void unmount(Path target) throws IOException {
        int errno = umount(target, UMOUNT_NOFOLLOW);
        if (errno == EBUSY) {
            errno = umount(target, UMOUNT_NOFOLLOW | MNT_DETACH);
        }
        if (errno != 0 && errno != EINVAL && errno != ENOENT) {
            throw new IOException("can't unmount " + target + ": errno " + errno);
        }
    }

    private int umount(Path target, int flags) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int result = (int) umount2.invokeExact(state, arena.allocateFrom(target.toString()), flags);
            return result == 0 ? 0 : (int) ERRNO_VALUE.get(state, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("umount2(2) can't be called", e);
        }
    }

    @Override
    public List<Path> below(Path root) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> Path.of(unescape(line.split(" ", 6)[4])))
                    .filter(path -> path.startsWith(root))
                    .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                    .toList();
        }
    }

    /** mountinfo writes blanks and backslashes as octal escapes. */
    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
