package dev.mudi.runtime;

import dev.mudi.runtime.cgroup.Cgroups;
import dev.mudi.runtime.linux.ProcessPrivileges;
import dev.mudi.runtime.oci.HostDevices;
import dev.mudi.runtime.oci.HostFacts;
import dev.mudi.runtime.pod.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Checks that this host can run containers, and says in one line what is missing and what to do about it. */
final class Host {

    private Host() {}

    static void check(RuntimeOptions options) throws IOException {
        var programs = options.programs();
        require(programs.runc(), "runc", "runc");
        require(programs.conmon(), "conmon", "conmon");
        require(programs.pause(), "catatonit", "catatonit");
        if (!Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n")) {
            throw new IOException(
                    "this kernel has no overlayfs; load it with \"modprobe overlay\" or use a kernel that has it");
        }
        long bits = ProcessPrivileges.ofThisProcess().capabilities();
        if ((bits >>> 21 & 1) == 0) {
            throw new IOException("containers need CAP_SYS_ADMIN: run as root");
        }
        for (Path path : new Path[] {options.root(), options.run()}) {
            if (!path.isAbsolute() || path.toString().matches(".*[:,\\\\\"].*")) {
                throw new IOException(
                        "the directory " + path
                                + " can't hold containers: its path must be absolute, without colon, comma, backslash and quote");
            }
        }
    }

    private static void require(Path program, String name, String debianPackage) throws IOException {
        if (!Files.isExecutable(program)) {
            throw new IOException(name + " is not at " + program + "; on Debian: apt-get install " + debianPackage);
        }
    }

    static HostFacts facts(Cgroups cgroups) throws IOException {
        Path appArmor = Path.of("/sys/module/apparmor/parameters/enabled");
        boolean confined = Files.exists(appArmor) && Files.readString(appArmor).startsWith("Y");
        return new HostFacts(
                ProcessPrivileges.ofThisProcess(),
                HostDevices.ofThisHost(),
                cgroups.isUnified(),
                cgroups.limitsSwap(),
                confined);
    }

    /** Makes the directories that programs expect. */
    static void prepare(RuntimeOptions options) throws IOException {
        String type = Files.getFileStore(options.root()).type();
        if (type.equals("overlay")) {
            throw new IOException("the directory " + options.root()
                    + " is on an overlayfs, which can't hold another one's layers; choose one on a disk");
        }
        var layout = options.layout();
        Files.createDirectories(layout.exits());
        Files.createDirectories(layout.bundles());
        makePauseRoot(layout, options.programs().pause());
    }

    /** Makes the root of the pause processes: the binary and the mount points that runc needs. */
    private static void makePauseRoot(Layout layout, Path binary) throws IOException {
        Path root = Files.createDirectories(layout.pauseRoot());
        for (String directory : new String[] {"proc", "dev", "sys"}) {
            Files.createDirectories(root.resolve(directory));
        }
        Path target = root.resolve("pause");
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS) || Files.size(target) != Files.size(binary)) {
            // By a new name: the old one may be running.
            Path temporary = root.resolve(".pause");
            Files.copy(binary, temporary, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
