package dev.mudi.runtime.oci;

import dev.mudi.runtime.cri.CriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The devices of the host. */
public interface HostDevices {

    /**
     * A device.
     *
     * @param path where it is on the host
     * @param type {@code c} or {@code b}
     * @param mode permission bits
     */
    record DeviceNode(String path, char type, long major, long minor, int mode, long uid, long gid) {}

    /** The device at a path, or all devices of a directory. */
    List<DeviceNode> at(String path);

    /** Every device, for privileged containers. */
    default List<DeviceNode> all() {
        return at("/dev");
    }

    /** Those that the kernel shows under {@code /dev}. */
    static HostDevices ofThisHost() {
        return HostDevices::find;
    }

    private static List<DeviceNode> find(String path) {
        // Terminals, shared memory and the console are the container's own.
        var own = Set.of("pts", "shm", "fd", "mqueue", "console", ".lxc", ".udev");
        var found = new ArrayList<DeviceNode>();
        try {
            collect(Path.of(path).toRealPath(), path, own, found);
        } catch (IOException e) {
            throw CriException.invalidArgument("can't use the device " + path + " of the host: " + e.getMessage());
        }
        return found;
    }

    private static void collect(Path path, String shownAs, Set<String> left, List<DeviceNode> found)
            throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : children(path, left)) {
                collect(child, shownAs + "/" + child.getFileName(), left, found);
            }
            return;
        }
        var attributes = Files.readAttributes(path, "unix:mode,rdev,uid,gid", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(attributes, "mode");
        int type = mode & 0xf000;
        if (type == 0x2000 || type == 0x6000) {
            long device = number(attributes, "rdev");
            found.add(new DeviceNode(
                    shownAs,
                    type == 0x2000 ? 'c' : 'b',
                    (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL),
                    (device & 0xff) | (device >>> 12 & ~0xffL & 0xffffffffL),
                    mode & 07777,
                    number(attributes, "uid"),
                    number(attributes, "gid")));
        }
    }

    private static List<Path> children(Path directory, Set<String> left) throws IOException {
        try (var children = Files.list(directory)) {
            return children.filter(child -> !left.contains(child.getFileName().toString()))
                    .filter(child -> !Files.isSymbolicLink(child))
                    .toList();
        }
    }

    private static long number(Map<String, Object> attributes, String name) throws IOException {
        if (attributes.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("the file system doesn't tell the " + name + " of a device");
    }
}
