package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Rules for the security contexts of pods and containers (Kubernetes reference, SecurityContext). Stateless. */
final class SecurityValidation {
    private static final long GREATEST_ID = Integer.MAX_VALUE;
    private static final String SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String SYSCTL_FORMAT = "(" + SEGMENT + "[\\./])*" + SEGMENT;
    private static final Pattern SYSCTL = Pattern.compile(SYSCTL_FORMAT);
    private static final List<String> IPC_SYSCTLS = List.of("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.");
    private static final List<String> PROFILE_TYPES = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final int PROFILE_LIMIT = 4095;

    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

    private SecurityValidation() {}

    static void container(At context, boolean hostUsers) {
        if (!context.isSet()) {
            return;
        }
        id(context.at("runAsUser"));
        id(context.at("runAsGroup"));
        var mount = context.at("procMount");
        if (mount.isSet()) {
            mount.mustBeOneOf("Default", "Unmasked");
            if (hostUsers && mount.is("Unmasked")) {
                mount.invalid("`hostUsers` must be false to use `Unmasked`");
            }
        }
        seccomp(context.at("seccompProfile"));
        if (context.at("allowPrivilegeEscalation").isSet()
                && !context.at("allowPrivilegeEscalation").truth()) {
            if (context.at("privileged").truth()) {
                InternalForm.at(context, "core.v1.SecurityContext")
                        .invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }
            if (context.at("capabilities", "add").texts().contains("CAP_SYS_ADMIN")) {
                InternalForm.at(context, "core.v1.SecurityContext")
                        .invalid("cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
        WindowsValidation.options(context.at("windowsOptions"));
        appArmor(context.at("appArmorProfile"));
    }

    static void pod(At context, At spec) {
        if (!context.isSet()) {
            return;
        }
        id(context.at("fsGroup"));
        id(context.at("runAsUser"));
        id(context.at("runAsGroup"));
        context.at("supplementalGroups").items().forEach(SecurityValidation::id);
        if (spec.at("shareProcessNamespace").truth() && spec.at("hostPID").truth()) {
            context.at("shareProcessNamespace")
                    .invalid(
                            spec.at("shareProcessNamespace").value(),
                            "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        sysctls(context.at("sysctls"), spec);
        if (context.at("fsGroupChangePolicy").isSet()) {
            context.at("fsGroupChangePolicy").mustBeOneOf("Always", "OnRootMismatch");
        }
        seccomp(context.at("seccompProfile"));
        WindowsValidation.options(context.at("windowsOptions"));
        appArmor(context.at("appArmorProfile"));
        if (context.at("supplementalGroupsPolicy").isSet()) {
            context.at("supplementalGroupsPolicy").mustBeOneOf("Merge", "Strict");
        }
        if (context.at("seLinuxChangePolicy").isSet()) {
            context.at("seLinuxChangePolicy").mustBeOneOf("Recursive");
        }
    }

    private static void id(At id) {
        if (id.isSet()) {
            id.mustBeBetween(0, GREATEST_ID);
        }
    }

    private static void sysctls(At sysctls, At spec) {
        var names = new HashSet<String>();
        for (var item : sysctls.items()) {
            var name = item.at("name");
            var text = name.text();
            if (!name.mustBeGiven()) {
                continue;
            }
            if (text.length() > 253 || !SYSCTL.matcher(text).matches()) {
                name.invalid("must have at most 253 characters and match regex ^" + SYSCTL_FORMAT + "$");
            } else if (!names.add(text)) {
                name.duplicate();
            }
            var dotted = text.replace('/', '.');
            if (spec.at("hostNetwork").truth() && dotted.startsWith("net.")) {
                name.invalid("may not be specified when 'hostNetwork' is true");
            } else if (spec.at("hostIPC").truth() && IPC_SYSCTLS.stream().anyMatch(dotted::startsWith)) {
                name.invalid("may not be specified when 'hostIPC' is true");
            }
        }
    }

    private static void seccomp(At profile) {
        if (!profile.isSet()) {
            return;
        }
        var type = profile.at("type");
        if (type.mustBeGiven("type is required when seccompProfile is set")) {
            type.mustBeOneOf(PROFILE_TYPES);
        }
        var local = profile.at("localhostProfile");
        if (!type.is("Localhost")) {
            if (local.isSet()) {
                local.invalid(
                        InternalForm.of(profile.value(), "core.v1.SeccompProfile"),
                        "can only be set when seccomp type is Localhost");
            }
        } else if (!local.isSet()) {
            local.required("must be set when seccomp type is Localhost");
        } else {
            FilePaths.mustDescend(local);
        }
    }

    private static void appArmor(At profile) {
        if (!profile.isSet()) {
            return;
        }
        var type = profile.at("type");
        var local = profile.at("localhostProfile");
        switch (type.text()) {
            case "Localhost" -> {
                if (!local.isSet()) {
                    local.required("must be set when AppArmor type is Localhost");
                    return;
                }
                if (!local.text().strip().equals(local.text())) {
                    local.invalid("must not be padded with whitespace");
                } else if (local.isEmpty()) {
                    local.required("must be set when AppArmor type is Localhost");
                }
                local.mustBeAtMostBytes(PROFILE_LIMIT);
            }
            case "RuntimeDefault", "Unconfined" -> {
                if (local.isSet()) {
                    local.invalid("can only be set when AppArmor type is Localhost");
                }
            }
            case "" -> type.required("type is required when appArmorProfile is set");
            default -> type.notSupported(PROFILE_TYPES);
        }
    }

    /** Checks the deprecated annotations that name seccomp profiles. */
    static void annotations(At annotations) {
        for (var entry : annotations.strings().entrySet()) {
            var key = entry.getKey();
            if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
                seccompText(annotations.at(key), entry.getValue());
            }
        }
    }

    /** Complains where a deprecated annotation says another kind of profile than the field that took its place. */
    static void seccompMatches(At annotations, At spec) {
        matches(annotations.object().string(SECCOMP_POD), annotations.object().has(SECCOMP_POD), spec);
        for (var container : PodValidation.containers(spec)) {
            var key = SECCOMP_CONTAINER + container.at("name").text();
            matches(annotations.object().string(key), annotations.object().has(key), container);
        }
    }

    private static void matches(String annotation, boolean given, At owner) {
        var type = owner.at("securityContext", "seccompProfile", "type");
        boolean same = switch (type.text()) {
            case "Unconfined" -> annotation.equals("unconfined");
            case "RuntimeDefault" -> annotation.equals("runtime/default") || annotation.equals("docker/default");
            case "Localhost" -> annotation.startsWith("localhost/");
            default -> true;
        };
        if (given && !same) {
            type.forbidden("seccomp type in annotation and field must match");
        }
    }

    private static void seccompText(At at, String profile) {
        if (profile.startsWith("localhost/")) {
            FilePaths.mustDescend(at.holding(Value.of(profile.substring(10))));
        } else if (!List.of("runtime/default", "docker/default", "unconfined").contains(profile)) {
            at.invalid("must be a valid seccomp profile");
        }
    }
}
