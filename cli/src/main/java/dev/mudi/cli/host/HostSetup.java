package dev.mudi.cli.host;

import dev.mudi.cli.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks the host for what a node needs and, as root on Debian, installs what is missing; one line a step, never a question. */
public final class HostSetup {
    private static final String OVERLAY = "overlay";

    private final PrintWriter out;
    private final Host host;

    /** Sets up this host, and tells of its steps there. */
    public HostSetup(PrintWriter out) {
        this(out, new Host.This());
    }

    HostSetup(PrintWriter out, Host host) {
        this.out = out;
        this.host = host;
    }

    /**
     * Makes the host ready for real containers.
     *
     * @throws UserException when it is not and cannot be made so: one line that says what to do
     */
    public void prepare() throws UserException, IOException, InterruptedException {
        if (!host.isRoot()) {
            throw new UserException(
                    "real containers need root: run as root, or start simulated nodes with --nodes=hollow");
        }
        requireOverlay();
        requireControlGroups();
        var missing = missing();
        if (!missing.isEmpty()) {
            install(missing);
        }
    }

    /** Whether this process may do what root may. */
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<Requirement> missing() {
        return Requirement.NODE.stream()
                .filter(requirement -> !host.has(requirement))
                .toList();
    }

    private void requireOverlay() throws UserException, IOException, InterruptedException {
        if (hasOverlay()) {
            return;
        }
        host.loadModule(OVERLAY);
        if (!hasOverlay()) {
            throw new UserException(
                    "this kernel has no overlayfs, on which containers' file systems are built: use a kernel with CONFIG_OVERLAY_FS");
        }
    }

    /** The last word of a line is a file system's name. */
    private boolean hasOverlay() throws IOException {
        return host.fileSystems().lines().anyMatch(line -> line.strip().endsWith(OVERLAY));
    }

    private void requireControlGroups() throws UserException {
        if (!host.hasControlGroups()) {
            throw new UserException(
                    "no control groups are mounted on /sys/fs/cgroup, by which containers are limited: mount cgroup2 there");
        }
    }

    private void install(List<Requirement> missing) throws UserException, IOException, InterruptedException {
        var packages =
                missing.stream().map(Requirement::debianPackage).distinct().toList();
        if (!host.canInstall()) {
            throw new UserException("this host lacks " + names(missing) + ": install them, then try again");
        }
        out.println("installing " + String.join(" ", packages));
        out.flush();
        var arguments = new ArrayList<>(List.of("install", "-y", "-qq", "--no-install-recommends"));
        arguments.addAll(packages);
        // The lists of packages may be old or missing: they are fetched only if the packages are not found without.
        if (!host.install(arguments)) {
            host.install(List.of("update", "-qq"));
            host.install(arguments);
        }
        var still = missing();
        if (!still.isEmpty()) {
            throw new UserException("could not install " + names(still) + ": run 'apt-get install "
                    + String.join(" ", packages) + "' and see what it says");
        }
    }

    private static String names(List<Requirement> requirements) {
        return requirements.stream().map(Requirement::name).collect(Collectors.joining(", "));
    }
}
