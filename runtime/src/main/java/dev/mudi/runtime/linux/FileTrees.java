package dev.mudi.runtime.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whole directories, and files that are replaced whole. Symbolic links are never followed. */
public final class FileTrees {

    /** What a tree takes: bytes allocated and inodes. */
    public record Usage(long bytes, long inodes) {

        public static final Usage NONE = new Usage(0, 0);

        public Usage plus(Usage other) {
            return new Usage(bytes + other.bytes, inodes + other.inodes);
        }
    }

    private FileTrees() {}

    /** Removes a directory with all that is in it; nothing happens when there is none. */
    public static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return ignoreMissing(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                try {
                    Files.deleteIfExists(directory);
                } catch (DirectoryNotEmptyException busy) {
                    throw new IOException("can't remove " + directory + ": something is still put into it", busy);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What the tree takes on disk. Files that vanish meanwhile don't count. */
    public static Usage usage(Path tree) throws IOException {
        var visitor = new SimpleFileVisitor<Path>() {
            private long bytes;
            private long inodes;

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return count(attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return count(attributes);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return ignoreMissing(e);
            }

            private FileVisitResult count(BasicFileAttributes attributes) {
                bytes += attributes.isSymbolicLink() ? 0 : attributes.size();
                inodes++;
                return FileVisitResult.CONTINUE;
            }
        };
        Files.walkFileTree(tree, visitor);
        return new Usage(visitor.bytes, visitor.inodes);
    }

    /** What {@link #replace} calls its temporary file. */
    private static final Pattern HALF_WRITTEN = Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Writes a file so that a reader sees the old content or the new, never a part. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** {@link #replace(Path, byte[])} with text in UTF-8. */
    public static void replace(Path file, String content) throws IOException {
        replace(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes from a directory what {@link #replace} had not finished when its process was killed. Nobody may be writing there. */
    public static void removeHalfWritten(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.newDirectoryStream(
                directory,
                file -> HALF_WRITTEN.matcher(file.getFileName().toString()).matches())) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileVisitResult ignoreMissing(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
