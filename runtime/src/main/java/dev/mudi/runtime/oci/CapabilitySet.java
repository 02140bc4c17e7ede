package dev.mudi.runtime.oci;

import dev.mudi.runtime.cri.Capability;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.linux.ProcessPrivileges;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The capabilities of a container: the default ones, plus and minus what the pod asks for. */
final class CapabilitySet {

    /** What container runtimes give by default. */
    private static final Set<String> DEFAULT = Set.of(
            "CAP_AUDIT_WRITE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_MKNOD",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_CHROOT");

    private static final String ALL = "ALL";

    private CapabilitySet() {}

    /** The capability names in their numbers' order, limited to those that this process has itself. */
    static List<String> of(Capability asked, boolean privileged, ProcessPrivileges privileges) {
        var names = ProcessPrivileges.capabilityNames();
        var wanted = new LinkedHashSet<String>(privileged ? names : DEFAULT);
        var add = asked.getAddCapabilitiesList();
        var drop = asked.getDropCapabilitiesList();
        if (contains(add, ALL)) {
            wanted.addAll(names);
        }
        if (contains(drop, ALL)) {
            wanted.clear();
        }
        add.forEach(name -> addNamed(wanted, name));
        drop.stream().filter(name -> !isAll(name)).forEach(name -> wanted.remove(full(name)));
        return names.stream()
                .filter(wanted::contains)
                .filter(name -> privileges.has(names.indexOf(name)))
                .toList();
    }

    private static void addNamed(Set<String> wanted, String name) {
        if (isAll(name)) {
            return;
        }
        String full = full(name);
        if (!ProcessPrivileges.capabilityNames().contains(full)) {
            throw CriException.invalidArgument(
                    "unknown capability to add: \"" + name + "\"; want a name of capabilities(7) such as NET_ADMIN");
        }
        wanted.add(full);
    }

    /** The ambient ones asked for, which must be in the container's set. */
    static List<String> ambient(Capability asked, List<String> granted) {
        return asked.getAddAmbientCapabilitiesList().stream()
                .map(CapabilitySet::full)
                .filter(granted::contains)
                .toList();
    }

    private static boolean contains(List<String> names, String wanted) {
        return names.stream().anyMatch(wanted::equalsIgnoreCase);
    }

    private static boolean isAll(String name) {
        return ALL.equalsIgnoreCase(name);
    }

    private static String full(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper : "CAP_" + upper;
    }
}
