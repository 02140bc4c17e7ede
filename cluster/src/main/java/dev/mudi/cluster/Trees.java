package dev.mudi.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders and what is in them, mounts included. */
final class Trees {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private Trees() {}

    /**
     * Deletes a folder and all that is in it, links themselves but not what they lead to; nothing happens if it is not there. What is
     * mounted below is unmounted first, and nothing is deleted while anything is: it could be the host's own. A folder that is
     * itself a disk that the user mounted there is emptied, and stays.
     */
    static void delete(Path folder) throws IOException, InterruptedException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (var mount : mountsBelow(folder)) {
            unmount(mount);
        }
        var left = mountsBelow(folder);
        if (!left.isEmpty()) {
            throw new IOException("cannot remove " + folder + ": " + left.getFirst()
                    + " is still mounted; end what uses it and try again");
        }
        boolean disk = mounts().contains(folder);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!disk || !file.equals(folder)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The places below a folder where something is mounted, the innermost and newest first. */
    private static List<Path> mountsBelow(Path folder) throws IOException {
        return mounts().stream()
                .filter(place -> place.startsWith(folder) && !place.equals(folder))
                .toList()
                .reversed();
    }

    private static List<Path> mounts() throws IOException {
        try (var lines = Files.lines(MOUNTS)) {
            return lines.map(line -> line.split(" ", 3)[1].replace("\\040", " "))
                    .map(Path::of)
                    .toList();
        }
    }

    private static void unmount(Path place) throws IOException, InterruptedException {
        var process = new ProcessBuilder("umount", place.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("cannot unmount " + place + ": " + output);
        }
    }
}
