package dev.mudi.runtime.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one boot of the kernel from another (random(4)). Namespaces and mounts don't survive one. */
final class BootId {

    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    static String current() throws IOException {
        return Files.readString(FILE).strip();
    }
}
