package dev.mudi.cli.host;

import dev.mudi.cli.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks the host for what a node needs and, as root on Debian, installs what is missing; one line a step, never a question. */
public final class HostSetup {
    private static final Path APT = Path.of("/usr/bin/apt-get");
    private static final Path FILE_SYSTEMS = Path.of("/proc/filesystems");

    private final PrintWriter out;

    /** Tells of its steps there. */
    public HostSetup(PrintWriter out) {
        this.out = out;
    }

    /**
     * Makes the host ready for real containers.
     *
     * @throws UserException when it is not and cannot be made so: one line that says what to do
     */
    public void prepare() throws UserException, IOException, InterruptedException {
        if (!isRoot()) {
            throw new UserException(
                    "real containers need root: run as root, or start simulated nodes with --nodes=hollow");
        }
        requireOverlay();
        var missing = missing();
        if (!missing.isEmpty()) {
            install(missing);
        }
        requireControlGroups();
    }

    /** Whether this process may do what root may. */
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<Requirement> missing() {
        return Requirement.NODE.stream()
                .filter(requirement -> requirement.find().findAny().isEmpty())
                .toList();
    }

    private static void requireOverlay() throws UserException, IOException, InterruptedException {
        if (hasOverlay()) {
            return;
        }
        new ProcessBuilder("modprobe", "overlay")
                .redirectErrorStream(true)
                .start()
                .waitFor();
        if (!hasOverlay()) {
            throw new UserException(
                    "this kernel has no overlayfs, on which containers' file systems are built: use a kernel with CONFIG_OVERLAY_FS");
        }
    }

    private static boolean hasOverlay() throws IOException {
        return Files.readString(FILE_SYSTEMS).contains("overlay");
    }

    private static void requireControlGroups() throws UserException {
        if (!Files.exists(Path.of("/sys/fs/cgroup/memory"))
                && !Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))) {
            throw new UserException(
                    "no control groups are mounted on /sys/fs/cgroup, by which containers are limited: mount cgroup2 there");
        }
    }

    private void install(List<Requirement> missing) throws UserException, IOException, InterruptedException {
        var packages =
                missing.stream().map(Requirement::debianPackage).distinct().toList();
        var names = missing.stream().map(Requirement::name).collect(Collectors.joining(", "));
        if (!Files.isExecutable(APT)) {
            throw new UserException("this host lacks " + names + ": install them, then try again");
        }
        out.println("installing " + String.join(" ", packages));
        out.flush();
        var arguments = new ArrayList<>(List.of("install", "-y", "-qq", "--no-install-recommends"));
        arguments.addAll(packages);
        // The lists of packages may be old or missing: they are fetched only if the packages are not found without.
        if (!apt(arguments)) {
            apt(List.of("update", "-qq"));
            apt(arguments);
        }
        var still = missing().stream().map(Requirement::name).collect(Collectors.joining(", "));
        if (!still.isEmpty()) {
            throw new UserException("could not install " + still + ": run 'apt-get install "
                    + String.join(" ", packages) + "' and see what it says");
        }
    }

    private static boolean apt(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(APT.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 && !output.contains("Unable to locate");
    }
}
