package dev.mudi.apiserver.admission.podsecurity;

import static dev.mudi.apiserver.admission.podsecurity.Check.baseline;
import static dev.mudi.apiserver.admission.podsecurity.Check.since;
import static dev.mudi.apiserver.admission.podsecurity.PodView.named;
import static dev.mudi.apiserver.admission.podsecurity.PodView.plural;
import static dev.mudi.apiserver.admission.podsecurity.PodView.quoted;
import static dev.mudi.apiserver.admission.podsecurity.PodView.uses;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules of the baseline level that look at containers and volumes; those of profiles and kernel settings are apart. */
final class BaselineChecks {
    static final List<Check> ALL = Stream.concat(
                    Stream.of(
                            baseline("capabilities_baseline", since(0, BaselineChecks::capabilities)),
                            baseline("hostNamespaces", since(0, BaselineChecks::hostNamespaces)),
                            baseline("hostPathVolumes", since(0, BaselineChecks::hostPaths)),
                            baseline("hostPorts", since(0, BaselineChecks::hostPorts)),
                            baseline("hostProbesAndHostLifecycle", since(34, BaselineChecks::hosts)),
                            baseline("privileged", since(0, BaselineChecks::privileged)),
                            baseline(
                                    "procMount",
                                    since(0, BaselineChecks::procMount),
                                    since(35, pod -> pod.hasOwnUsers() ? Optional.empty() : procMount(pod))),
                            baseline("windowsHostProcess", since(0, BaselineChecks::hostProcess))),
                    ProfileChecks.ALL.stream())
            .toList();

    private static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private BaselineChecks() {}

    private static Optional<Violation> capabilities(PodView pod) {
        var forbidden = new TreeSet<String>();
        var containers = pod.securedContainersWhere(context -> {
            var added = context.object("capabilities")
                    .array("add")
                    .strings()
                    .filter(one -> !CAPABILITIES.contains(one))
                    .toList();
            forbidden.addAll(added);
            return !added.isEmpty();
        });
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "non-default capabilities",
                        named(containers) + " must not include " + quoted(forbidden)
                                + " in securityContext.capabilities.add"));
    }

    private static Optional<Violation> hostNamespaces(PodView pod) {
        var shared = Stream.of("hostNetwork", "hostPID", "hostIPC")
                .filter(pod.spec()::bool)
                .map(field -> field + "=true")
                .toList();
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("host namespaces", String.join(", ", shared)));
    }

    private static Optional<Violation> hostPaths(PodView pod) {
        var volumes = pod.spec()
                .array("volumes")
                .objects()
                .filter(volume -> volume.has("hostPath"))
                .map(volume -> volume.string("name"))
                .toList();
        return volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation("hostPath volumes", plural("volume", volumes.size()) + " " + quoted(volumes)));
    }

    private static Optional<Violation> hostPorts(PodView pod) {
        var ports = new TreeSet<String>();
        var containers = pod.containersWhere(container -> {
            var taken = container
                    .array("ports")
                    .objects()
                    .map(port -> port.integer("hostPort", 0))
                    .filter(port -> port != 0)
                    .map(String::valueOf)
                    .toList();
            ports.addAll(taken);
            return !taken.isEmpty();
        });
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "hostPort",
                        named(containers) + " " + uses(containers.size()) + " " + plural("hostPort", ports.size()) + " "
                                + String.join(", ", ports)));
    }

    private static Optional<Violation> hosts(PodView pod) {
        var hosts = new TreeSet<String>();
        var containers = new TreeSet<>(pod.containersWhere(container -> {
            var named = hostsOf(container);
            hosts.addAll(named);
            return !named.isEmpty();
        }));
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "probe or lifecycle host",
                        named(containers) + " " + uses(containers.size()) + " "
                                + plural("probe or lifecycle host", hosts.size()) + " " + quoted(hosts)));
    }

    private static Set<String> hostsOf(ObjectValue container) {
        var handlers = new ArrayList<ObjectValue>();
        for (var probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
            handlers.add(container.object(probe));
        }
        for (var hook : new String[] {"postStart", "preStop"}) {
            handlers.add(container.object("lifecycle").object(hook));
        }
        var hosts = new LinkedHashSet<String>();
        for (var handler : handlers) {
            hosts.add(handler.object("httpGet").string("host"));
            hosts.add(handler.object("tcpSocket").string("host"));
        }
        hosts.remove("");
        return hosts;
    }

    private static Optional<Violation> privileged(PodView pod) {
        var containers = pod.securedContainersWhere(context -> context.bool("privileged"));
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "privileged", named(containers) + " must not set securityContext.privileged=true"));
    }

    static Optional<Violation> procMount(PodView pod) {
        var types = new TreeSet<String>();
        var containers = pod.securedContainersWhere(context -> {
            var type = context.string("procMount");
            boolean bad = !type.isEmpty() && !type.equals("Default");
            if (bad) {
                types.add(type);
            }
            return bad;
        });
        return containers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "procMount",
                        named(containers) + " must not set securityContext.procMount to " + quoted(types)));
    }

    private static Optional<Violation> hostProcess(PodView pod) {
        var setters = pod.setters(context -> context.object("windowsOptions").bool("hostProcess"));
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        "hostProcess",
                        String.join(" and ", setters)
                                + " must not set securityContext.windowsOptions.hostProcess=true"));
    }
}
