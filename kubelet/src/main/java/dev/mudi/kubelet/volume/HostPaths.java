package dev.mudi.kubelet.volume;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** hostPath volumes: checks what is at the path, and makes it where the type says so. */
final class HostPaths {

    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHAR_DEVICE = 0020000;

    private HostPaths() {}

    /**
     * @return the path to mount
     * @throws IOException when what is there is not of the type asked for
     */
    static Path setUp(HostPathVolumeSource source) throws IOException {
        var path = Path.of(source.getPath());
        var type = source.getType() == null ? "" : source.getType();
        switch (type) {
            case "" -> {}
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                }
                require(Files.isDirectory(path), path, "a directory");
            }
            case "Directory" -> require(Files.isDirectory(path), path, "a directory");
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                    Files.setAttribute(path, "unix:mode", 0644);
                }
                require(Files.isRegularFile(path), path, "a file");
            }
            case "File" -> require(Files.isRegularFile(path), path, "a file");
            case "Socket" -> require(type(path) == SOCKET, path, "a socket file");
            case "CharDevice" -> require(type(path) == CHAR_DEVICE, path, "a character device");
            case "BlockDevice" -> require(type(path) == BLOCK_DEVICE, path, "a block device");
            default -> throw new IOException("hostPath type check failed: " + type + " is an invalid volume type");
        }
        return path;
    }

    private static int type(Path path) throws IOException {
        try {
            return (int) Files.getAttribute(path, "unix:mode") & TYPE_MASK;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static void require(boolean holds, Path path, String what) throws IOException {
        if (!holds) {
            throw new IOException("hostPath type check failed: " + path + " is not " + what);
        }
    }
}
