package dev.mudi.runtime;

import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.image.BuiltInImages;
import dev.mudi.runtime.pod.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Where a runtime keeps its files and finds its programs. Two runtimes on one host need different roots, run directories,
 * cgroup parents and networks.
 *
 * @param root what must survive a reboot, such as {@code /var/lib/mudi/runtime}
 * @param run what needn't, such as {@code /run/mudi}
 * @param network how pods are networked
 * @param cgroupParent the cgroup that all others are made below when a pod names none, such as {@code /mudi}
 * @param programs the host programs
 * @param builtInImages images that need no registry
 * @param clock the time
 */
public record RuntimeOptions(
        Path root,
        Path run,
        Network network,
        String cgroupParent,
        Programs programs,
        BuiltInImages builtInImages,
        InstantSource clock) {

    /**
     * CNI directories.
     *
     * @param pluginDirectories searched in order
     * @param configurationDirectory its first file by name is the pod network
     */
    public record Network(List<Path> pluginDirectories, Path configurationDirectory) {

        /** The usual plugin directories. */
        public static Network configuredIn(Path configurationDirectory) {
            return new Network(List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin")), configurationDirectory);
        }
    }

    /**
     * Host programs.
     *
     * @param runc the OCI runtime
     * @param conmon the monitor
     * @param pause a static init that sleeps when run with {@code -P}, as catatonit does
     */
    public record Programs(Path runc, Path conmon, Path pause) {

        /** Looks for the programs where distributions put them. Those that are nowhere keep their usual path. */
        public static Programs find() {
            return new Programs(
                    find("runc", "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"),
                    find("conmon", "/usr/bin", "/usr/libexec/crio", "/usr/local/bin"),
                    find("catatonit", "/usr/bin", "/usr/libexec/catatonit", "/usr/libexec/podman", "/usr/local/bin"));
        }

        private static Path find(String name, String... directories) {
            for (String directory : directories) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
            return Path.of(directories[0], name);
        }
    }

    /** The usual options for a data directory and a run directory, without images built in. */
    public static RuntimeOptions in(Path root, Path run, Path cniConfigurations) {
        return new RuntimeOptions(
                root,
                run,
                Network.configuredIn(cniConfigurations),
                "/mudi",
                Programs.find(),
                BuiltInImages.NONE,
                InstantSource.system());
    }

    public RuntimeOptions withCgroupParent(String parent) {
        return new RuntimeOptions(root, run, network, parent, programs, builtInImages, clock);
    }

    public RuntimeOptions withBuiltInImages(BuiltInImages images) {
        return new RuntimeOptions(root, run, network, cgroupParent, programs, images, clock);
    }

    public RuntimeOptions withClock(InstantSource other) {
        return new RuntimeOptions(root, run, network, cgroupParent, programs, builtInImages, other);
    }

    Layout layout() {
        return new Layout(root, run, cgroupParent);
    }

    Conmon.Programs conmonPrograms() {
        var layout = layout();
        return new Conmon.Programs(
                programs.conmon(), programs.runc(), layout.runcRoot(), layout.bundles(), layout.exits());
    }
}
