package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.NamespaceThread;
import dev.mudi.runtime.oci.SandboxEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a sandbox that no process holds: its namespaces, kept by bind mounts, its shared memory, and the files that
 * every container of the pod sees. Namespaces are made by a thread of this process, which takes a millisecond where a
 * program would take tens.
 */
final class SandboxHome {

    private static final String SHM_OPTIONS = "mode=1777,size=64m";
    private static final int MAX_HOSTNAME = 64;

    private final Layout layout;

    SandboxHome(Layout layout) {
        this.layout = layout;
    }

    /** Makes everything. On failure the caller removes what there is. */
    void make(SandboxRecord sandbox) throws IOException {
        String hostname = hostname(sandbox);
        if (hostname.length() > MAX_HOSTNAME) {
            throw CriException.invalidArgument("a hostname has at most " + MAX_HOSTNAME + " characters, not "
                    + hostname.length() + ": " + hostname);
        }
        Path files = Files.createDirectories(layout.sandboxFiles(sandbox.id()));
        Files.writeString(files.resolve("hostname"), hostname + "\n");
        Files.writeString(files.resolve("resolv.conf"), resolvConf(sandbox.config()));
        Path mounts = Files.createDirectories(layout.sandboxMounts(sandbox.id()));
        makeNamespaces(sandbox, hostname, mounts);
        if (!sandbox.hostIpc()) {
            Path shm = Files.createDirectories(mounts.resolve("shm"));
            Linux.mount("shm", shm, "tmpfs", Linux.MS_NOEXEC | Linux.MS_NOSUID | Linux.MS_NODEV, SHM_OPTIONS);
        }
    }

    private static void makeNamespaces(SandboxRecord sandbox, String hostname, Path mounts) throws IOException {
        var kinds = new ArrayList<String>();
        long flags = 0;
        if (!sandbox.hostNetwork()) {
            flags |= Linux.CLONE_NEWNET | Linux.CLONE_NEWUTS;
            kinds.addAll(List.of("net", "uts"));
        }
        if (!sandbox.hostIpc()) {
            flags |= Linux.CLONE_NEWIPC;
            kinds.add("ipc");
        }
        var sysctls = sandbox.config().getLinux().getSysctlsMap();
        sysctls.keySet().forEach(name -> checkSysctl(name, sandbox));
        if (kinds.isEmpty()) {
            return;
        }
        for (String kind : kinds) {
            Files.createFile(mounts.resolve(kind));
        }
        NamespaceThread.inNew(flags, () -> {
            if (!sandbox.hostNetwork()) {
                Linux.setHostname(hostname);
                Linux.loopbackUp();
                // As containerd 2 does: pods may serve low ports without being root.
                setSysctl("net.ipv4.ip_unprivileged_port_start", "0");
            }
            for (var sysctl : sysctls.entrySet()) {
                setSysctl(sysctl.getKey(), sysctl.getValue());
            }
            for (String kind : kinds) {
                NamespaceThread.pin(kind, mounts.resolve(kind));
            }
            return kinds;
        });
    }

    /** Only sysctls that belong to a namespace of the pod may be set (Kubernetes, "Using sysctls in a cluster"). */
    private static void checkSysctl(String name, SandboxRecord sandbox) {
        String key = name.replace('/', '.');
        boolean network = key.startsWith("net.");
        boolean ipc = key.startsWith("kernel.shm")
                || key.startsWith("kernel.msg")
                || key.equals("kernel.sem")
                || key.startsWith("fs.mqueue.");
        if (!(network || ipc) || key.contains("..")) {
            throw CriException.invalidArgument("sysctl " + name + " is not namespaced, so a pod can't have its own");
        }
        if (network ? sandbox.hostNetwork() : sandbox.hostIpc()) {
            throw CriException.invalidArgument("sysctl " + name + " can't be set by a pod that shares the host's "
                    + (network ? "network" : "IPC namespace"));
        }
    }

    private static void setSysctl(String name, String value) throws IOException {
        Path file = Path.of("/proc/sys", name.replace('.', '/'));
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new IOException("can't set sysctl " + name + " to \"" + value + "\": " + e.getMessage(), e);
        }
    }

    static String hostname(SandboxRecord sandbox) throws IOException {
        if (sandbox.hostNetwork() || sandbox.config().getHostname().isEmpty()) {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        }
        return sandbox.config().getHostname();
    }

    /** resolv.conf(5) of what CRI gives; the host's when it gives nothing. */
    static String resolvConf(PodSandboxConfig config) throws IOException {
        if (!config.hasDnsConfig()) {
            Path host = Path.of("/etc/resolv.conf");
            return Files.exists(host) ? Files.readString(host) : "";
        }
        var dns = config.getDnsConfig();
        var lines = new ArrayList<String>();
        if (dns.getSearchesCount() > 0) {
            lines.add("search " + String.join(" ", dns.getSearchesList()));
        }
        dns.getServersList().forEach(server -> lines.add("nameserver " + server));
        if (dns.getOptionsCount() > 0) {
            lines.add("options " + String.join(" ", dns.getOptionsList()));
        }
        return String.join("\n", lines) + "\n";
    }

    /** What containers share. */
    SandboxEnvironment environment(SandboxRecord sandbox, Optional<Path> pidNamespace) throws IOException {
        Path mounts = layout.sandboxMounts(sandbox.id());
        Path files = layout.sandboxFiles(sandbox.id());
        boolean host = sandbox.hostNetwork();
        return new SandboxEnvironment(
                hostname(sandbox),
                host ? Optional.empty() : Optional.of(mounts.resolve("net")),
                sandbox.hostIpc() ? Optional.empty() : Optional.of(mounts.resolve("ipc")),
                host ? Optional.empty() : Optional.of(mounts.resolve("uts")),
                pidNamespace,
                files.resolve("resolv.conf"),
                files.resolve("hostname"),
                sandbox.hostIpc() ? Path.of("/dev/shm") : mounts.resolve("shm"));
    }

    Path networkNamespace(String id) {
        return layout.sandboxMounts(id).resolve("net");
    }

    /** Lets go of the namespaces and the shared memory. Idempotent. */
    void release(String id) throws IOException {
        Path mounts = layout.sandboxMounts(id);
        for (String name : List.of("net", "uts", "ipc", "shm")) {
            Linux.unmount(mounts.resolve(name));
        }
        FileTrees.delete(mounts);
    }

    /** Removes the files too. Idempotent. */
    void remove(String id) throws IOException {
        release(id);
        FileTrees.delete(layout.sandboxFiles(id));
    }
}
