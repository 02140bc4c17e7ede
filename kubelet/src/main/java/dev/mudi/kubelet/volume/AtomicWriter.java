package dev.mudi.kubelet.volume;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Replaces the files of a directory all at once. They live in a fresh directory {@code ..<time>}, the link {@code ..data}
 * points to it, and every name that users see is a link through {@code ..data}; renaming a new {@code ..data} over the old
 * one is the moment of change. Readers that watch {@code ..data} (as many operators do) rely on exactly this layout.
 */
final class AtomicWriter {

    private static final String DATA = "..data";
    private static final String NEW_DATA = "..data_tmp";

    /** Sets owner and permissions of the new directory's content before it is seen. */
    interface Ownership {
        void apply(Path directory) throws IOException;
    }

    private final Path target;

    AtomicWriter(Path target) {
        this.target = target;
    }

    /**
     * @param payload files by their relative path
     * @return whether anything had to be written
     */
    boolean write(Map<String, FileEntry> payload, Ownership ownership) throws IOException {
        for (var path : payload.keySet()) {
            check(path);
        }
        var current = current();
        if (current != null && holds(current, payload)) {
            return false;
        }
        var fresh = Files.createTempDirectory(target, "..");
        Files.setAttribute(fresh, "unix:mode", 0755);
        for (var file : payload.entrySet()) {
            writeFile(fresh.resolve(file.getKey()), file.getValue());
        }
        ownership.apply(fresh);
        var visible = visibleNames(payload.keySet());
        for (var name : visible) {
            link(target.resolve(name), Path.of(DATA, name));
        }
        Files.deleteIfExists(target.resolve(NEW_DATA));
        Files.createSymbolicLink(target.resolve(NEW_DATA), fresh.getFileName());
        Files.move(target.resolve(NEW_DATA), target.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        removeStale(visible, fresh);
        return true;
    }

    private static void check(String path) throws IOException {
        var parsed = Path.of(path);
        boolean bad = path.isEmpty() || parsed.isAbsolute() || parsed.startsWith("..");
        for (var part : parsed) {
            bad |= part.toString().equals("..");
        }
        if (bad || path.startsWith("..")) {
            throw new IOException("invalid path \"" + path + "\": it must be relative and not begin with \"..\"");
        }
    }

    private @org.jspecify.annotations.Nullable Path current() throws IOException {
        var link = target.resolve(DATA);
        return Files.isSymbolicLink(link) ? target.resolve(Files.readSymbolicLink(link)) : null;
    }

    private static boolean holds(Path directory, Map<String, FileEntry> payload) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        var existing = new HashSet<String>();
        try (var files = Files.walk(directory)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> existing.add(directory.relativize(file).toString()));
        }
        if (!existing.equals(payload.keySet())) {
            return false;
        }
        for (var file : payload.entrySet()) {
            var content = Files.readAllBytes(directory.resolve(file.getKey()));
            if (!Arrays.equals(content, file.getValue().content())) {
                return false;
            }
        }
        return true;
    }

    private static void writeFile(Path path, FileEntry file) throws IOException {
        var parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.write(path, file.content());
        // Not at creation: the process's umask would take bits away.
        Files.setAttribute(path, "unix:mode", file.mode());
        if (file.uid() >= 0) {
            Files.setAttribute(path, "unix:uid", (int) file.uid());
        }
    }

    private static Set<String> visibleNames(Set<String> paths) {
        var names = new TreeSet<String>();
        paths.forEach(path -> names.add(Path.of(path).getName(0).toString()));
        return names;
    }

    private static void link(Path link, Path to) throws IOException {
        try {
            Files.createSymbolicLink(link, to);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isSymbolicLink(link)) {
                throw new IOException("can't make the link " + link + ": something else is there", e);
            }
        }
    }

    private void removeStale(Set<String> visible, Path fresh) throws IOException {
        try (var entries = Files.newDirectoryStream(target)) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                boolean ours = name.equals(DATA) || entry.equals(fresh) || visible.contains(name);
                boolean link = Files.isSymbolicLink(entry);
                if (!ours && (link || name.startsWith(".."))) {
                    Trees.delete(entry);
                }
            }
        }
    }

    /** Whether the directory has been written before. */
    static boolean isWritten(Path target) {
        return Files.exists(target.resolve(DATA), LinkOption.NOFOLLOW_LINKS);
    }
}
