package dev.mudi.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the set-up asks of a host and does to it. */
interface Host {
    /** Whether this process may do what root may. */
    boolean isRoot();

    /** Whether a program is there. */
    boolean has(Requirement requirement);

    /** The file systems that the kernel knows, as {@code /proc/filesystems} lists them. */
    String fileSystems() throws IOException;

    /** Asks the kernel for a module; whether that helped shows elsewhere. */
    void loadModule(String name) throws InterruptedException;

    /** Whether control groups are mounted, of version 1 or 2. */
    boolean hasControlGroups();

    /** Whether there is Debian's installer. */
    boolean canInstall();

    /** Runs Debian's installer with these arguments and says whether it did what it was asked. */
    boolean install(List<String> arguments) throws IOException, InterruptedException;

    /** The host that this process runs on. */
    final class This implements Host {
        private static final Path APT = Path.of("/usr/bin/apt-get");
        private static final Path FILE_SYSTEMS = Path.of("/proc/filesystems");
        private static final List<Path> CONTROL_GROUPS =
                List.of(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/cgroup.controllers"));

        @Override
        public boolean isRoot() {
            return HostSetup.isRoot();
        }

        @Override
        public boolean has(Requirement requirement) {
            return requirement.find().findAny().isPresent();
        }

        @Override
        public String fileSystems() throws IOException {
            return Files.readString(FILE_SYSTEMS);
        }

        @Override
        public void loadModule(String name) throws InterruptedException {
            try {
                new ProcessBuilder("modprobe", name)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                LoggerFactory.getLogger(Host.class)
                        .atDebug()
                        .setMessage("no modprobe on this host")
                        .setCause(e)
                        .log();
            }
        }

        @Override
        public boolean hasControlGroups() {
            return CONTROL_GROUPS.stream().anyMatch(Files::exists);
        }

        @Override
        public boolean canInstall() {
            return Files.isExecutable(APT);
        }

        @Override
        public boolean install(List<String> arguments) throws IOException, InterruptedException {
            var command = new ArrayList<>(List.of(APT.toString()));
            command.addAll(arguments);
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && !output.contains("Unable to locate");
        }
    }
}
