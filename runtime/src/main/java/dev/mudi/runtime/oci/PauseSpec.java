package dev.mudi.runtime.oci;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code config.json} of a sandbox's pause process, which keeps the pid namespace that the pod's containers share, and
 * reaps its zombies. It has no privileges and no file system to speak of.
 *
 * @param rootFileSystem holds {@code /pause}, a static binary
 * @param cgroup its cgroup below the hierarchies' roots
 * @param oomScoreAdjust how willingly the kernel kills it, already clamped
 */
public record PauseSpec(Path rootFileSystem, SandboxEnvironment sandbox, String cgroup, int oomScoreAdjust) {

    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance;
        var spec = json.objectNode().put("ociVersion", "1.0.2");
        var process = spec.putObject("process").put("terminal", false).put("cwd", "/");
        process.putObject("user").put("uid", 0).put("gid", 0);
        process.putArray("args").add("/pause").add("-P");
        process.putArray("env").add("PATH=/");
        process.putObject("capabilities");
        process.put("noNewPrivileges", true).put("oomScoreAdj", oomScoreAdjust);
        spec.putObject("root").put("path", rootFileSystem.toString()).put("readonly", true);
        var mounts = spec.putArray("mounts");
        mounts.addObject().put("destination", "/proc").put("type", "proc").put("source", "proc");
        mounts.addObject().put("destination", "/dev").put("type", "tmpfs").put("source", "tmpfs");
        var linux = spec.putObject("linux").put("cgroupsPath", cgroup);
        linux.putObject("resources")
                .putArray("devices")
                .addObject()
                .put("allow", false)
                .put("access", "rwm");
        var namespaces = linux.putArray("namespaces");
        namespaces.addObject().put("type", "mount");
        namespaces.addObject().put("type", "pid");
        join(namespaces, "network", sandbox.networkNamespace());
        join(namespaces, "ipc", sandbox.ipcNamespace());
        join(namespaces, "uts", sandbox.utsNamespace());
        return spec;
    }

    private static void join(
            com.fasterxml.jackson.databind.node.ArrayNode namespaces, String type, Optional<Path> path) {
        path.ifPresent(file -> namespaces.addObject().put("type", type).put("path", file.toString()));
    }
}
