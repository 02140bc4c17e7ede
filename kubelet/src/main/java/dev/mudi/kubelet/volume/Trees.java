package dev.mudi.kubelet.volume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Walks over directory trees that don't follow symbolic links. */
public final class Trees {

    private static final int GROUP_READ_WRITE = 0060;
    private static final int GROUP_READ = 0040;
    private static final int GROUP_EXECUTE = 0010;
    private static final int SET_GID = 02000;

    private Trees() {}

    /** Deletes a file, link or tree; one that isn't there is deleted already. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Gives a tree to a group: everything is readable (and, unless it is only read, writable) by it, and what is made in its
     * directories belongs to it too. Source: reference, "Configure volume permission and ownership change policy".
     */
    static void giveToGroup(Path root, long gid, boolean readOnly) throws IOException {
        int bits = readOnly ? GROUP_READ : GROUP_READ_WRITE;
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isSymbolicLink()) {
                    give(file, gid, bits);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                give(directory, gid, bits | GROUP_EXECUTE | SET_GID);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void give(Path path, long gid, int bits) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
        Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
        // After the change of group, which clears the set-group-id bit.
        Files.setAttribute(path, "unix:mode", mode | bits);
    }
}
