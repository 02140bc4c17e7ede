package dev.mudi.runtime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** Paths as a process sees them whose root is some directory: symbolic links and {@code ..} never lead out of it. */
public final class RootedPath {

    private static final int MAX_LINKS = 255;

    private RootedPath() {}

    /**
     * The path on the host that {@code path} means under {@code root}, with every symbolic link followed. The last parts
     * needn't exist.
     */
    public static Path resolve(Path root, String path) throws IOException {
        var todo = new ArrayDeque<String>();
        push(todo, path);
        Path current = root;
        int links = 0;
        while (!todo.isEmpty()) {
            String part = todo.pop();
            if (part.equals("..")) {
                current = current.equals(root) ? root : parent(current);
                continue;
            }
            Path next = current.resolve(part);
            if (!Files.isSymbolicLink(next)) {
                current = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new IOException("too many symbolic links in " + path);
            }
            String target = Files.readSymbolicLink(next).toString();
            current = target.startsWith("/") ? root : current;
            push(todo, target);
        }
        return current;
    }

    private static Path parent(Path path) {
        var parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static void push(ArrayDeque<String> todo, String path) {
        String[] parts = path.split("/", -1);
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                todo.push(parts[i]);
            }
        }
    }
}
