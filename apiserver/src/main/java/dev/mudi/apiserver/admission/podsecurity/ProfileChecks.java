package dev.mudi.apiserver.admission.podsecurity;

import static dev.mudi.apiserver.admission.podsecurity.Check.baseline;
import static dev.mudi.apiserver.admission.podsecurity.Check.since;
import static dev.mudi.apiserver.admission.podsecurity.PodView.plural;
import static dev.mudi.apiserver.admission.podsecurity.PodView.quoted;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules of the baseline level about AppArmor, seccomp, SELinux and sysctls. */
final class ProfileChecks {
    static final List<Check> ALL = List.of(
            baseline("appArmorProfile", since(0, ProfileChecks::appArmor)),
            baseline(
                    "seLinuxOptions",
                    since(0, pod -> seLinux(pod, Set.of("", "container_t", "container_init_t", "container_kvm_t"))),
                    since(
                            31,
                            pod -> seLinux(
                                    pod,
                                    Set.of(
                                            "",
                                            "container_t",
                                            "container_init_t",
                                            "container_kvm_t",
                                            "container_engine_t")))),
            baseline(
                    "seccompProfile_baseline",
                    since(0, ProfileChecks::seccompAnnotations),
                    since(19, ProfileChecks::seccomp)),
            baseline(
                    "sysctls",
                    since(0, pod -> sysctls(pod, 0)),
                    since(27, pod -> sysctls(pod, 27)),
                    since(29, pod -> sysctls(pod, 29)),
                    since(32, pod -> sysctls(pod, 32))));

    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start");
    private static final Set<String> SYSCTLS_29 = Set.of(
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SYSCTLS_32 = Set.of("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

    private ProfileChecks() {}

    /** Whether a profile is one of the runtime or of the node. */
    static boolean isKnown(String type) {
        return type.equals("RuntimeDefault") || type.equals("Localhost");
    }

    private static boolean isForbidden(ObjectValue context, String profile, Set<String> values) {
        if (!context.has(profile)) {
            return false;
        }
        var type = context.object(profile).string("type");
        boolean forbidden = !isKnown(type);
        if (forbidden) {
            values.add(type);
        }
        return forbidden;
    }

    private static Optional<Violation> appArmor(PodView pod) {
        var values = new TreeSet<String>();
        var setters = new ArrayList<>(pod.setters(context -> isForbidden(context, "appArmorProfile", values)));
        var annotations = new TreeSet<String>();
        pod.metadata().object("annotations").strings().forEach((key, value) -> {
            boolean allowed = value.isEmpty() || value.equals("runtime/default") || value.startsWith("localhost/");
            if (key.startsWith(APP_ARMOR) && !allowed) {
                annotations.add(key + "=" + quoted(List.of(value)));
            }
        });
        var all = new ArrayList<>(values);
        all.addAll(annotations);
        if (!annotations.isEmpty()) {
            setters.add(plural("annotation", annotations.size()));
        }
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        plural("forbidden AppArmor profile", all.size()),
                        String.join(" and ", setters) + " must not set AppArmor profile type to " + quoted(all)));
    }

    private static Optional<Violation> seLinux(PodView pod, Set<String> allowed) {
        var types = new TreeSet<String>();
        var others = new TreeSet<String>();
        var setters = pod.setters(context -> {
            var options = context.object("seLinuxOptions");
            boolean bad = !allowed.contains(options.string("type"));
            if (bad) {
                types.add(options.string("type"));
            }
            for (var field : new String[] {"user", "role"}) {
                if (!options.string(field).isEmpty()) {
                    others.add(field);
                    bad = true;
                }
            }
            return bad;
        });
        if (setters.isEmpty()) {
            return Optional.empty();
        }
        var what = new ArrayList<String>();
        if (!types.isEmpty()) {
            what.add(plural("type", types.size()) + " " + quoted(types));
        }
        others.descendingSet().forEach(field -> what.add(field + " may not be set"));
        return Optional.of(new Violation(
                "seLinuxOptions",
                String.join(" and ", setters) + " set forbidden securityContext.seLinuxOptions: "
                        + String.join("; ", what)));
    }

    private static Optional<Violation> seccompAnnotations(PodView pod) {
        var annotations = pod.metadata().object("annotations");
        var keys = Stream.concat(
                Stream.of(SECCOMP_POD),
                pod.containers().map(container -> SECCOMP_CONTAINER + container.string("name")));
        var forbidden = new TreeSet<String>();
        keys.filter(annotations::has).forEach(key -> {
            var value = annotations.string(key);
            boolean allowed =
                    value.equals("runtime/default") || value.equals("docker/default") || value.startsWith("localhost/");
            if (!allowed) {
                forbidden.add(key + "=" + quoted(List.of(value)));
            }
        });
        return forbidden.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "seccompProfile",
                        "forbidden " + plural("annotation", forbidden.size()) + " " + String.join(", ", forbidden)));
    }

    static Optional<Violation> seccomp(PodView pod) {
        var values = new TreeSet<String>();
        var setters = pod.setters(context -> isForbidden(context, "seccompProfile", values));
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "seccompProfile",
                        String.join(" and ", setters) + " must not set securityContext.seccompProfile.type to "
                                + quoted(values)));
    }

    private static Optional<Violation> sysctls(PodView pod, int version) {
        var forbidden = pod.spec()
                .object("securityContext")
                .array("sysctls")
                .objects()
                .map(sysctl -> sysctl.string("name"))
                .filter(name -> !isSafe(name, version))
                .toList();
        return forbidden.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("forbidden sysctls", String.join(", ", forbidden)));
    }

    private static boolean isSafe(String sysctl, int version) {
        return SYSCTLS.contains(sysctl)
                || (version >= 27 && sysctl.equals("net.ipv4.ip_local_reserved_ports"))
                || (version >= 29 && SYSCTLS_29.contains(sysctl))
                || (version >= 32 && SYSCTLS_32.contains(sysctl));
    }
}
