package dev.mudi.apiserver.admission.podsecurity;

import static dev.mudi.apiserver.admission.podsecurity.Check.restricted;
import static dev.mudi.apiserver.admission.podsecurity.Check.since;
import static dev.mudi.apiserver.admission.podsecurity.PodView.named;
import static dev.mudi.apiserver.admission.podsecurity.PodView.plural;
import static dev.mudi.apiserver.admission.podsecurity.PodView.quoted;
import static dev.mudi.apiserver.admission.podsecurity.PodView.uses;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The rules that the restricted level adds. */
final class RestrictedChecks {
    static final List<Check> ALL = List.of(
            restricted(
                    "allowPrivilegeEscalation",
                    "",
                    since(8, RestrictedChecks::escalation),
                    since(25, exceptWindows(RestrictedChecks::escalation))),
            restricted(
                    "capabilities_restricted",
                    "capabilities_baseline",
                    since(22, RestrictedChecks::capabilities),
                    since(25, exceptWindows(RestrictedChecks::capabilities))),
            restricted("procMount_restricted", "procMount", since(35, BaselineChecks::procMount)),
            restricted("restrictedVolumes", "hostPathVolumes", since(0, RestrictedChecks::volumes)),
            restricted(
                    "runAsNonRoot",
                    "",
                    since(0, RestrictedChecks::nonRoot),
                    since(35, exceptOwnUsers(RestrictedChecks::nonRoot))),
            restricted(
                    "runAsUser",
                    "",
                    since(23, RestrictedChecks::user),
                    since(35, exceptOwnUsers(RestrictedChecks::user))),
            restricted(
                    "seccompProfile_restricted",
                    "seccompProfile_baseline",
                    since(19, RestrictedChecks::seccomp),
                    since(25, exceptWindows(RestrictedChecks::seccomp))));

    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");

    private static final String NON_ROOT = "runAsNonRoot";

    private RestrictedChecks() {}

    private static Function<PodView, Optional<Violation>> exceptWindows(Function<PodView, Optional<Violation>> rule) {
        return pod -> pod.isWindows() ? Optional.empty() : rule.apply(pod);
    }

    private static Function<PodView, Optional<Violation>> exceptOwnUsers(Function<PodView, Optional<Violation>> rule) {
        return pod -> pod.hasOwnUsers() ? Optional.empty() : rule.apply(pod);
    }

    private static Optional<Violation> escalation(PodView pod) {
        var field = "allowPrivilegeEscalation";
        var containers = pod.securedContainersWhere(context -> !context.has(field) || context.bool(field));
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        field + " != false", named(containers) + " must set securityContext." + field + "=false"));
    }

    private static Optional<Violation> capabilities(PodView pod) {
        var keeping = pod.securedContainersWhere(context ->
                context.object("capabilities").array("drop").strings().noneMatch("ALL"::equals));
        var forbidden = new TreeSet<String>();
        var adding = pod.securedContainersWhere(context -> {
            var added = context.object("capabilities")
                    .array("add")
                    .strings()
                    .filter(one -> !one.equals("NET_BIND_SERVICE"))
                    .toList();
            forbidden.addAll(added);
            return !added.isEmpty();
        });
        var details = new ArrayList<String>();
        if (!keeping.isEmpty()) {
            details.add(named(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.add(
                    named(adding) + " must not include " + quoted(forbidden) + " in securityContext.capabilities.add");
        }
        return details.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("unrestricted capabilities", String.join("; ", details)));
    }

    private static Optional<Violation> volumes(PodView pod) {
        var names = new ArrayList<String>();
        var types = new TreeSet<String>();
        pod.spec().array("volumes").objects().forEach(volume -> {
            if (volume.names().stream().noneMatch(VOLUMES::contains)) {
                names.add(volume.string("name"));
                types.add(volume.names().stream()
                        .filter(field -> !field.equals("name"))
                        .findFirst()
                        .orElse("unknown"));
            }
        });
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "restricted volume types",
                        plural("volume", names.size()) + " " + quoted(names) + " " + uses(names.size()) + " "
                                + plural("restricted volume type", types.size()) + " " + quoted(types)));
    }

    private static Optional<Violation> nonRoot(PodView pod) {
        var setters = pod.setters(context -> context.has(NON_ROOT) && !context.bool(NON_ROOT));
        if (!setters.isEmpty()) {
            return Optional.of(new Violation(
                    NON_ROOT + " != true",
                    String.join(" and ", setters) + " must not set securityContext.runAsNonRoot=false"));
        }
        if (pod.spec().object("securityContext").bool(NON_ROOT)) {
            return Optional.empty();
        }
        var silent = pod.securedContainersWhere(context -> !context.has(NON_ROOT));
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        NON_ROOT + " != true",
                        "pod or " + named(silent) + " must set securityContext.runAsNonRoot=true"));
    }

    private static Optional<Violation> user(PodView pod) {
        var setters = pod.setters(context -> context.integer("runAsUser", 1) == 0);
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation("runAsUser=0", String.join(" and ", setters) + " must not set runAsUser=0"));
    }

    private static Optional<Violation> seccomp(PodView pod) {
        var explicit = ProfileChecks.seccomp(pod);
        if (explicit.isPresent() || hasProfile(pod.spec().object("securityContext"))) {
            return explicit;
        }
        var silent = pod.securedContainersWhere(context -> !hasProfile(context));
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation(
                                "seccompProfile",
                                "pod or " + named(silent)
                                        + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\""));
    }

    private static boolean hasProfile(ObjectValue context) {
        return context.has("seccompProfile");
    }
}
