package dev.mudi.runtime.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.SecurityProfile;
import dev.mudi.runtime.image.ImageConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a container's {@code config.json} together (OCI runtime-spec 1.0.2).
 *
 * @param config what CRI asks for
 * @param image what the image says
 * @param sandbox what the pod shares
 * @param user who it runs as, already looked up
 * @param rootFileSystem the mounted root
 * @param cgroup the container's cgroup below the hierarchies' roots
 */
public record ContainerSpec(
        ContainerConfig config,
        ImageConfig image,
        SandboxEnvironment sandbox,
        ProcessUser user,
        Path rootFileSystem,
        String cgroup) {

    private static final String DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /** The document. */
    public ObjectNode toJson(HostFacts host) {
        var spec = JsonNodeFactory.instance.objectNode().put("ociVersion", "1.0.2");
        var capabilities =
                CapabilitySet.of(security().getCapabilities(), security().getPrivileged(), host.privileges());
        spec.set("process", process(host, capabilities));
        spec.putObject("root")
                .put("path", rootFileSystem.toString())
                .put("readonly", security().getReadonlyRootfs());
        spec.set(
                "mounts",
                MountSpec.of(
                        config.getMountsList(),
                        sandbox,
                        security().getPrivileged(),
                        security().getReadonlyRootfs()));
        var annotations = spec.putObject("annotations");
        config.getAnnotationsMap().forEach(annotations::put);
        spec.set("linux", linux(host, capabilities));
        return spec;
    }

    private LinuxContainerSecurityContext security() {
        return config.getLinux().getSecurityContext();
    }

    /** The command line: the container's command and arguments stand in for the image's entrypoint and command. */
    public List<String> arguments() {
        var words = new ArrayList<String>();
        if (config.getCommandCount() > 0) {
            words.addAll(config.getCommandList());
            words.addAll(config.getArgsList());
        } else {
            words.addAll(image.entrypoint());
            words.addAll(config.getArgsCount() > 0 ? config.getArgsList() : image.command());
        }
        if (words.isEmpty()) {
            throw CriException.invalidArgument("no command specified: neither the container nor its image "
                    + config.getImage().getImage() + " names one");
        }
        return words;
    }

    private List<String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        put(variables, DEFAULT_PATH);
        if (config.getTty()) {
            put(variables, "TERM=xterm");
        }
        put(variables, "HOSTNAME=" + sandbox.hostname());
        image.environment().forEach(entry -> put(variables, entry));
        config.getEnvsList()
                .forEach(env -> variables.put(
                        env.getKey(), env.getKey() + "=" + env.getValue().toStringUtf8()));
        return List.copyOf(variables.values());
    }

    private static void put(Map<String, String> variables, String entry) {
        int equals = entry.indexOf('=');
        variables.put(equals < 0 ? entry : entry.substring(0, equals), entry);
    }

    private ObjectNode process(HostFacts host, List<String> capabilities) {
        var process = JsonNodeFactory.instance.objectNode().put("terminal", config.getTty());
        var who = process.putObject("user").put("uid", user.uid()).put("gid", user.gid());
        var groups = who.putArray("additionalGids");
        user.additionalGids().forEach(groups::add);
        process.set("args", array(arguments()));
        process.set("env", array(environment()));
        process.put("cwd", workingDirectory());
        var sets = process.putObject("capabilities");
        for (String set : List.of("bounding", "effective", "permitted")) {
            sets.set(set, array(capabilities));
        }
        var ambient = CapabilitySet.ambient(security().getCapabilities(), capabilities);
        if (!ambient.isEmpty()) {
            sets.set("inheritable", array(ambient));
            sets.set("ambient", array(ambient));
        }
        process.put("noNewPrivileges", security().getNoNewPrivs() && !security().getPrivileged());
        long score = config.getLinux().getResources().getOomScoreAdj();
        process.put("oomScoreAdj", host.privileges().clampOomScore(Math.clamp(score, -1000, 1000)));
        appArmor(host).ifPresent(profile -> process.put("apparmorProfile", profile));
        return process;
    }

    private String workingDirectory() {
        if (!config.getWorkingDir().isEmpty()) {
            return config.getWorkingDir();
        }
        return image.workingDirectory().isEmpty() ? "/" : image.workingDirectory();
    }

    private java.util.Optional<String> appArmor(HostFacts host) {
        var profile = security().getApparmor();
        if (!security().hasApparmor() || profile.getProfileType() != SecurityProfile.ProfileType.Localhost) {
            return java.util.Optional.empty();
        }
        if (!host.appArmor()) {
            throw CriException.invalidArgument("AppArmor profile " + profile.getLocalhostRef()
                    + " was asked for, but this host doesn't have AppArmor enabled");
        }
        return java.util.Optional.of(profile.getLocalhostRef());
    }

    private ObjectNode linux(HostFacts host, List<String> capabilities) {
        var linux = JsonNodeFactory.instance.objectNode().put("cgroupsPath", cgroup);
        linux.set("namespaces", namespaces(host));
        var resources = ResourceSpec.of(config.getLinux().getResources(), host);
        var devices = resources.putArray("devices");
        devices.addObject().put("allow", security().getPrivileged()).put("access", "rwm");
        addDevices(linux, devices, host);
        linux.set("resources", resources);
        if (!security().getPrivileged()) {
            linux.set("maskedPaths", array(orDefault(security().getMaskedPathsList(), MASKED)));
            linux.set("readonlyPaths", array(orDefault(security().getReadonlyPathsList(), READ_ONLY)));
            if (security().hasSeccomp()) {
                Seccomp.of(security().getSeccomp(), capabilities).ifPresent(profile -> linux.set("seccomp", profile));
            }
        }
        String propagation = MountSpec.rootPropagation(config.getMountsList());
        if (!propagation.isEmpty()) {
            linux.put("rootfsPropagation", propagation);
        }
        return linux;
    }

    private static List<String> orDefault(List<String> given, List<String> otherwise) {
        return given.isEmpty() ? otherwise : given;
    }

    private ArrayNode namespaces(HostFacts host) {
        var array = JsonNodeFactory.instance.arrayNode();
        array.addObject().put("type", "mount");
        var mode = security().getNamespaceOptions().getPid();
        if (sandbox.pidNamespace().isPresent()) {
            array.addObject()
                    .put("type", "pid")
                    .put("path", sandbox.pidNamespace().get().toString());
        } else if (mode != NamespaceMode.NODE) {
            array.addObject().put("type", "pid");
        }
        sandbox.networkNamespace().ifPresent(path -> join(array, "network", path));
        sandbox.ipcNamespace().ifPresent(path -> join(array, "ipc", path));
        sandbox.utsNamespace().ifPresent(path -> join(array, "uts", path));
        if (host.cgroupV2() && !security().getPrivileged()) {
            array.addObject().put("type", "cgroup");
        }
        return array;
    }

    private static void join(ArrayNode namespaces, String type, Path path) {
        namespaces.addObject().put("type", type).put("path", path.toString());
    }

    private void addDevices(ObjectNode linux, ArrayNode allowed, HostFacts host) {
        var nodes = linux.putArray("devices");
        if (security().getPrivileged()) {
            host.devices().all().forEach(node -> add(nodes, node.path(), node));
            return;
        }
        for (var device : config.getDevicesList()) {
            for (var node : host.devices().at(device.getHostPath())) {
                String path = device.getContainerPath()
                        + node.path().substring(device.getHostPath().length());
                add(nodes, path, node);
                allowed.addObject()
                        .put("allow", true)
                        .put("type", String.valueOf(node.type()))
                        .put("major", node.major())
                        .put("minor", node.minor())
                        .put("access", device.getPermissions().isEmpty() ? "rwm" : device.getPermissions());
            }
        }
    }

    private static void add(ArrayNode nodes, String path, HostDevices.DeviceNode node) {
        nodes.addObject()
                .put("path", path)
                .put("type", String.valueOf(node.type()))
                .put("major", node.major())
                .put("minor", node.minor())
                .put("fileMode", node.mode())
                .put("uid", node.uid())
                .put("gid", node.gid());
    }

    private static ArrayNode array(List<String> words) {
        var array = JsonNodeFactory.instance.arrayNode();
        words.forEach(array::add);
        return array;
    }
}
