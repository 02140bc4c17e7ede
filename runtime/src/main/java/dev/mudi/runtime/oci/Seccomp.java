package dev.mudi.runtime.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.SecurityProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The system calls a container may make. RuntimeDefault refuses those that reach past a container: kernel modules, mounts,
 * namespaces, other processes' memory, the clock, the keyring, devices' ports; a container that holds the capability for a
 * group of them may use it. Localhost reads the file that the kubelet names, in the OCI runtime-spec's form.
 */
final class Seccomp {

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final long NAMESPACE_FLAGS = 0x7E020000L;

    /** Refused to everyone. */
    private static final List<String> ALWAYS = List.of(
            "add_key",
            "create_module",
            "get_kernel_syms",
            "kexec_file_load",
            "kexec_load",
            "keyctl",
            "move_pages",
            "nfsservctl",
            "query_module",
            "request_key",
            "sysfs",
            "_sysctl",
            "uselib",
            "userfaultfd",
            "ustat",
            "vm86",
            "vm86old");

    /** Refused without the capability. */
    private static final Map<String, List<String>> UNLESS = Map.ofEntries(
            Map.entry("CAP_DAC_READ_SEARCH", List.of("open_by_handle_at")),
            Map.entry(
                    "CAP_SYS_ADMIN",
                    List.of(
                            "fsconfig",
                            "fsmount",
                            "fsopen",
                            "fspick",
                            "lookup_dcookie",
                            "mount",
                            "mount_setattr",
                            "move_mount",
                            "open_tree",
                            "pivot_root",
                            "quotactl",
                            "quotactl_fd",
                            "setdomainname",
                            "sethostname",
                            "setns",
                            "swapoff",
                            "swapon",
                            "umount",
                            "umount2",
                            "unshare")),
            Map.entry("CAP_SYS_BOOT", List.of("reboot")),
            Map.entry("CAP_SYS_CHROOT", List.of("chroot")),
            Map.entry("CAP_SYS_MODULE", List.of("delete_module", "finit_module", "init_module")),
            Map.entry("CAP_SYS_PACCT", List.of("acct")),
            Map.entry(
                    "CAP_SYS_PTRACE",
                    List.of("kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev")),
            Map.entry("CAP_SYS_RAWIO", List.of("ioperm", "iopl")),
            Map.entry("CAP_SYS_TIME", List.of("clock_adjtime", "clock_settime", "settimeofday", "stime")),
            Map.entry("CAP_SYS_NICE", List.of("get_mempolicy", "mbind", "set_mempolicy")),
            Map.entry("CAP_SYSLOG", List.of("syslog")),
            Map.entry("CAP_BPF", List.of("bpf")),
            Map.entry("CAP_PERFMON", List.of("perf_event_open")));

    private Seccomp() {}

    /** The profile, empty for Unconfined. */
    static Optional<ObjectNode> of(SecurityProfile profile, List<String> capabilities) {
        return switch (profile.getProfileType()) {
            case RuntimeDefault -> Optional.of(runtimeDefault(capabilities));
            case Localhost -> Optional.of(localhost(profile.getLocalhostRef()));
            case Unconfined, UNRECOGNIZED -> Optional.empty();
        };
    }

    static ObjectNode runtimeDefault(List<String> capabilities) {
        var refused = new ArrayList<>(ALWAYS);
        boolean admin = capabilities.contains("CAP_SYS_ADMIN");
        UNLESS.forEach((capability, calls) -> {
            boolean covered = capability.equals("CAP_BPF") || capability.equals("CAP_PERFMON");
            if (!capabilities.contains(capability) && !(covered && admin)) {
                refused.addAll(calls);
            }
        });
        refused.sort(null);
        var json = JsonNodeFactory.instance;
        var profile = json.objectNode().put("defaultAction", "SCMP_ACT_ALLOW");
        var syscalls = profile.putArray("syscalls");
        var all = refusal(syscalls.addObject(), EPERM);
        refused.forEach(all.putArray("names")::add);
        if (!admin) {
            // clone with a namespace flag is unshare by another name; clone3 hides its flags in memory, so libc is told
            // to
            // fall back on clone.
            var clone = refusal(syscalls.addObject(), EPERM);
            clone.putArray("names").add("clone");
            for (long flag = 1; flag <= NAMESPACE_FLAGS; flag <<= 1) {
                if ((NAMESPACE_FLAGS & flag) != 0) {
                    var one = clone.deepCopy();
                    one.putArray("args").add(masked(flag));
                    syscalls.add(one);
                }
            }
            syscalls.remove(1);
            refusal(syscalls.addObject(), ENOSYS).putArray("names").add("clone3");
        }
        return profile;
    }

    private static ObjectNode masked(long flag) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("index", 0)
                .put("value", flag)
                .put("valueTwo", flag)
                .put("op", "SCMP_CMP_MASKED_EQ");
    }

    private static ObjectNode refusal(ObjectNode rule, int errno) {
        return rule.put("action", "SCMP_ACT_ERRNO").put("errnoRet", errno);
    }

    private static ObjectNode localhost(String file) {
        try {
            JsonNode profile = new ObjectMapper().readTree(Files.readAllBytes(Path.of(file)));
            if (profile instanceof ObjectNode object && object.has("defaultAction")) {
                return object;
            }
            throw CriException.invalidArgument("the seccomp profile " + file + " is not one: it lacks defaultAction");
        } catch (IOException e) {
            throw CriException.invalidArgument("failed to load seccomp profile \"" + file + "\": " + e.getMessage());
        }
    }
}
