package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.regex.Pattern;

/** Rules for what only pods for Windows have, and what they must not have. Stateless. */
final class WindowsValidation {
    private static final int CREDENTIAL_LIMIT = 64 * 1024;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NETBIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");
    private static final Pattern BAD_USER = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");
    private static final Pattern DOTS = Pattern.compile("[. ]+");
    private static final List<String> POD_CONTEXT = List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "fsGroup",
            "fsGroupChangePolicy",
            "sysctls",
            "runAsUser",
            "runAsGroup",
            "supplementalGroups",
            "supplementalGroupsPolicy",
            "seLinuxChangePolicy");
    private static final List<String> CONTAINER_CONTEXT = List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup");

    private WindowsValidation() {}

    static void options(At options) {
        if (!options.isSet()) {
            return;
        }
        if (options.at("gmsaCredentialSpecName").isSet()) {
            options.at("gmsaCredentialSpecName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        var credential = options.at("gmsaCredentialSpec");
        if (credential.isSet()) {
            if (credential.isEmpty()) {
                credential.invalid("gmsaCredentialSpec cannot be an empty string");
            } else if (credential.text().length() > CREDENTIAL_LIMIT) {
                credential.invalid("gmsaCredentialSpec size must be under 64 KiB");
            }
        }
        if (options.at("runAsUserName").isSet()) {
            userName(options.at("runAsUserName"));
        }
    }

    private static void userName(At name) {
        var text = name.text();
        int slash = text.indexOf('\\');
        if (text.isEmpty()) {
            name.invalid("runAsUserName cannot be an empty string");
        } else if (CONTROL.matcher(text).find()) {
            name.invalid("runAsUserName cannot contain control characters");
        } else if (slash >= 0 && text.indexOf('\\', slash + 1) >= 0) {
            name.invalid("runAsUserName cannot contain more than one backslash");
        } else {
            if (slash >= 0) {
                domain(name, text.substring(0, slash));
            }
            user(name, text.substring(slash + 1));
        }
    }

    private static void domain(At name, String domain) {
        if (domain.length() >= 256) {
            name.invalid("runAsUserName's Domain length must be under 256 characters");
        }
        if (!NETBIOS.matcher(domain).matches() && !DOMAIN.matcher(domain).matches()) {
            name.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void user(At name, String user) {
        if (user.isEmpty()) {
            name.invalid("runAsUserName's User cannot be empty");
        } else if (user.length() > 104) {
            name.invalid("runAsUserName's User length must not be longer than 104 characters");
        }
        if (DOTS.matcher(user).matches()) {
            name.invalid("runAsUserName's User cannot contain only periods or spaces");
        }
        if (BAD_USER.matcher(user).find()) {
            name.invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    /** Checks that host process containers are all or none, and on the host's network. */
    static void hostProcess(At spec, List<At> containers) {
        var wanted = spec.at("securityContext", "windowsOptions", "hostProcess");
        int count = 0;
        for (var container : containers) {
            var own = container.at("securityContext", "windowsOptions", "hostProcess");
            if (wanted.isSet() && own.isSet() && wanted.truth() != own.truth()) {
                own.invalid("pod hostProcess value must be identical if both are specified, was " + wanted.truth());
            }
            count += own.isSet() ? (own.truth() ? 1 : 0) : (wanted.truth() ? 1 : 0);
        }
        if (count > 0) {
            if (count != containers.size()) {
                spec.invalid(
                        "",
                        "If pod contains any hostProcess containers then all containers must be HostProcess containers");
            }
            if (!spec.at("hostNetwork").truth()) {
                spec.at("hostNetwork")
                        .invalid(
                                BooleanValue.FALSE,
                                "hostNetwork must be true if pod contains any hostProcess containers");
            }
        }
    }

    /** Checks what the operating system that a pod names does not have. */
    static void operatingSystem(At spec, List<At> containers) {
        var os = spec.at("os");
        if (!os.isSet() || !os.at("name").mustBeGiven()) {
            return;
        }
        switch (os.at("name").text()) {
            case "linux" -> {
                linux(spec);
                containers.forEach(WindowsValidation::linux);
            }
            case "windows" -> windows(spec, containers);
            default -> os.holding(os.at("name").value()).notSupported(List.of("linux", "windows"));
        }
    }

    private static void linux(At holder) {
        holder.at("securityContext", "windowsOptions").mustNotBeSet("windows options cannot be set for a linux pod");
    }

    private static void windows(At spec, List<At> containers) {
        for (var field : POD_CONTEXT) {
            spec.at("securityContext", field).mustNotBeSet("cannot be set for a windows pod");
        }
        spec.at("hostUsers").mustNotBeSet("cannot be set for a windows pod");
        spec.at("shareProcessNamespace").mustNotBeSet("cannot be set for a windows pod");
        for (var field : List.of("hostPID", "hostIPC")) {
            if (spec.at(field).truth()) {
                spec.at(field).forbidden("cannot be set for a windows pod");
            }
        }
        for (var container : containers) {
            for (var field : CONTAINER_CONTEXT) {
                container.at("securityContext", field).mustNotBeSet("cannot be set for a windows pod");
            }
        }
    }
}
