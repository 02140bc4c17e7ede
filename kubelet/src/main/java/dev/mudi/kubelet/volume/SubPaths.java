package dev.mudi.kubelet.volume;

import dev.mudi.kubelet.mount.HostMounts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A part of a volume as a mount of its own. The container may write to the volume and could point a link out of it: the
 * path is resolved once, refused when it leaves the volume, and bound, so that a later change of links has no effect.
 */
final class SubPaths {

    private final HostMounts mounts;

    SubPaths(HostMounts mounts) {
        this.mounts = mounts;
    }

    /**
     * @param volume the volume's host path
     * @param subPath below it; a missing one is made as a directory
     * @param target where the part is bound
     * @return the path to give to the runtime
     */
    Path bind(Path volume, String subPath, Path target) throws IOException {
        var relative = Path.of(subPath);
        if (relative.isAbsolute() || relative.normalize().startsWith("..")) {
            throw new IOException("subPath \"" + subPath + "\" must be relative and stay inside the volume");
        }
        var root = volume.toRealPath();
        var wanted = root.resolve(relative);
        if (!Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
            makeDirectories(root, relative);
        }
        var real = wanted.toRealPath();
        if (!real.startsWith(root)) {
            throw new IOException("subpath \"" + real + "\" not within volume path \"" + root + "\"");
        }
        if (mounts.isMounted(target)) {
            return target;
        }
        Files.createDirectories(target.getParent());
        try {
            if (Files.isDirectory(real)) {
                Files.createDirectory(target);
            } else {
                Files.createFile(target);
            }
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(target) != Files.isDirectory(real)) {
                throw new IOException("can't bind " + real + " to " + target + ": one is a directory", e);
            }
        }
        mounts.bind(real, target);
        verify(root, target, real);
        return target;
    }

    /** A link swapped in between the check and the mount shows in what got mounted: it is undone. */
    private void verify(Path root, Path target, Path real) throws IOException {
        var expected = real.toRealPath();
        boolean same = expected.startsWith(root)
                && Files.getAttribute(target, "unix:ino").equals(Files.getAttribute(expected, "unix:ino"))
                && Files.getAttribute(target, "unix:dev").equals(Files.getAttribute(expected, "unix:dev"));
        if (!same) {
            mounts.unmount(target);
            throw new IOException("subpath \"" + real + "\" was changed while it was mounted");
        }
    }

    private static void makeDirectories(Path root, Path relative) throws IOException {
        int mode = (int) Files.getAttribute(root, "unix:mode") & 0777;
        var current = root;
        for (var part : relative) {
            current = current.resolve(part);
            if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(current);
                Files.setAttribute(current, "unix:mode", mode);
            } else if (!current.toRealPath().startsWith(root)) {
                throw new IOException("subpath \"" + current + "\" not within volume path \"" + root + "\"");
            }
        }
    }
}
