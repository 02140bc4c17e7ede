package dev.mudi.runtime.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.Mount;
import dev.mudi.runtime.cri.MountPropagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The mounts of a container: those every container has, the pod's own files, then what CRI asks for, parents first. */
final class MountSpec {

    private final List<ObjectNode> mounts = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();

    private MountSpec() {}

    static ArrayNode of(List<Mount> requested, SandboxEnvironment sandbox, boolean privileged, boolean readonlyRoot) {
        var spec = new MountSpec();
        requested.forEach(mount -> spec.asked.add(normalized(mount.getContainerPath())));
        spec.addKernelFileSystems(privileged ? "rw" : "ro");
        spec.addPodFiles(sandbox, readonlyRoot ? "ro" : "rw");
        requested.stream()
                // A stable sort: two mounts of one depth stay in the order the kubelet gave.
                .sorted(Comparator.comparingInt(mount ->
                        Path.of("/", mount.getContainerPath()).normalize().getNameCount()))
                .forEach(spec::addRequested);
        var array = JsonNodeFactory.instance.arrayNode();
        spec.mounts.forEach(array::add);
        return array;
    }

    private void addKernelFileSystems(String access) {
        add("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        add("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        add("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        add("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        add("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", access);
        add("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", access);
    }

    private void addPodFiles(SandboxEnvironment sandbox, String access) {
        add("/dev/shm", "bind", sandbox.sharedMemory().toString(), "rbind", "rprivate", "rw");
        add("/etc/resolv.conf", "bind", sandbox.resolvConf().toString(), "rbind", "rprivate", access);
        add("/etc/hostname", "bind", sandbox.hostnameFile().toString(), "rbind", "rprivate", access);
    }

    private void add(String destination, String type, String source, String... options) {
        if (asked.contains(destination)) {
            return;
        }
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("destination", destination)
                .put("type", type)
                .put("source", source);
        var array = node.putArray("options");
        List.of(options).forEach(array::add);
        mounts.add(node);
    }

    private void addRequested(Mount mount) {
        if (mount.getContainerPath().isEmpty() || mount.getHostPath().isEmpty()) {
            throw CriException.invalidArgument("a mount needs a path in the container and one on the host, got \""
                    + mount.getContainerPath() + "\" and \"" + mount.getHostPath() + "\"");
        }
        if (mount.getRecursiveReadOnly()
                && (!mount.getReadonly() || mount.getPropagation() != MountPropagation.PROPAGATION_PRIVATE)) {
            throw CriException.invalidArgument("the mount at " + mount.getContainerPath()
                    + " can be read-only all the way down only when it is read-only and its propagation private");
        }
        String propagation = switch (mount.getPropagation()) {
            case PROPAGATION_HOST_TO_CONTAINER -> "rslave";
            case PROPAGATION_BIDIRECTIONAL -> "rshared";
            case PROPAGATION_PRIVATE, UNRECOGNIZED -> "rprivate";
        };
        String access = mount.getRecursiveReadOnly() ? "rro" : mount.getReadonly() ? "ro" : "rw";
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("destination", normalized(mount.getContainerPath()))
                .put("type", "bind")
                .put("source", mount.getHostPath());
        node.putArray("options").add("rbind").add(propagation).add(access);
        mounts.add(node);
    }

    /** How mounts of the root must be passed on for the volumes' propagation to work; empty for runc's default. */
    static String rootPropagation(List<Mount> requested) {
        if (requested.stream().anyMatch(m -> m.getPropagation() == MountPropagation.PROPAGATION_BIDIRECTIONAL)) {
            return "rshared";
        }
        return requested.stream().anyMatch(m -> m.getPropagation() == MountPropagation.PROPAGATION_HOST_TO_CONTAINER)
                ? "rslave"
                : "";
    }

    private static String normalized(String path) {
        return Path.of("/").resolve(path).normalize().toString();
    }
}
