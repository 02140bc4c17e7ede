package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules for the status of pods (Kubernetes reference, PodStatus). Stateless. */
final class PodStatusValidation {
    private static final Set<String> SYSTEM_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");
    private static final List<String> CONTAINER_STATUSES =
            List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");
    private static final String COUNT = "must be a non-negative integer";

    private PodStatusValidation() {}

    static void update(At pod, At before) {
        var status = pod.at("status");
        var was = before.at("status");
        conditions(status.at("conditions"));
        nomination(status.at("nominatedNodeName"), pod, before);
        if (status.at("observedGeneration").number() < 0) {
            status.at("observedGeneration").invalidNumber(COUNT);
        }
        status.at("qosClass").mustNotHaveChanged(was.at("qosClass"));
        var spec = before.at("spec");
        restarts(status.at("containerStatuses"), was.at("containerStatuses"), spec, "containers");
        restarts(status.at("initContainerStatuses"), was.at("initContainerStatuses"), spec, "initContainers");
        restarts(status.at("ephemeralContainerStatuses"), was.at("ephemeralContainerStatuses"), spec, "");
        claims(status.at("resourceClaimStatuses"), pod.at("spec", "resourceClaims"));
        ExtendedClaimValidation.validate(status.at("extendedResourceClaimStatus"), pod.at("spec"));
        addresses(status.at("podIPs"), was.at("podIPs"), "core.v1.PodIP");
        hosts(status, was);
        CONTAINER_STATUSES.forEach(list -> ContainerStatusValidation.users(status.at(list), pod.at("spec", "os")));
        ContainerStatusValidation.devices(status.at("containerStatuses"), pod.at("spec", "containers"));
        ContainerStatusValidation.devices(status.at("initContainerStatuses"), pod.at("spec", "initContainers"));
        ContainerStatusValidation.noDevices(status.at("ephemeralContainerStatuses"));
    }

    private static void conditions(At conditions) {
        for (var condition : conditions.items()) {
            if (condition.at("observedGeneration").number() < 0) {
                condition.at("observedGeneration").invalidNumber(COUNT);
            }
            if (!SYSTEM_CONDITIONS.contains(condition.at("type").text())) {
                condition.at("type").shownAt(condition.path().child("Type")).mustBe(Syntax.QUALIFIED_NAME);
            }
        }
    }

    private static void nomination(At node, At pod, At before) {
        var was = before.at("status", "nominatedNodeName");
        if (node.isEmpty() || node.same(was)) {
            return;
        }
        node.mustBe(Syntax.DNS_SUBDOMAIN);
        if (!before.at("spec", "nodeName").isEmpty()) {
            pod.at("status", "nominatedNodeName").forbidden("may not be set on pods that are already bound to a node");
        }
    }

    /** A container that ended for good stays so. */
    private static void restarts(At statuses, At before, At spec, String list) {
        if (!list.isEmpty() && restartsAll(spec)) {
            return;
        }
        var items = before.items();
        for (int i = 0; i < items.size(); i++) {
            var old = items.get(i);
            var ended = old.at("state", "terminated");
            var now = statuses.items().stream()
                    .filter(status -> status.at("name").is(old.at("name").text()))
                    .findFirst();
            boolean revived = ended.isSet()
                    && now.isPresent()
                    && !now.get().at("state", "terminated").isSet();
            if (revived && !mayRestart(spec, list, old)) {
                statuses.shownAt(statuses.path().index(i).child("state"))
                        .forbidden("may not be transitioned to non-terminated state");
            }
        }
    }

    private static boolean restartsAll(At spec) {
        return List.of("containers", "initContainers").stream()
                .flatMap(list -> spec.at(list).items().stream())
                .flatMap(container -> container.at("restartPolicyRules").items().stream())
                .anyMatch(rule -> rule.at("action").is("RestartAllContainers"));
    }

    private static boolean mayRestart(At spec, String list, At status) {
        long code = status.at("state", "terminated", "exitCode").number();
        return spec.at(list).items().stream()
                .filter(container -> container.at("name").is(status.at("name").text()))
                .findFirst()
                .map(container -> rule(container.at("restartPolicyRules"), code)
                        .orElseGet(() -> restarts(
                                container.at("restartPolicy").isEmpty()
                                        ? spec.at("restartPolicy").text()
                                        : container.at("restartPolicy").text(),
                                code)))
                .orElse(false);
    }

    private static Optional<Boolean> rule(At rules, long code) {
        for (var rule : rules.items()) {
            var codes = rule.at("exitCodes");
            boolean listed = codes.at("values").items().stream().anyMatch(value -> value.number() == code);
            if (rule.at("action").is("Restart")
                    && codes.isSet()
                    && listed == codes.at("operator").is("In")) {
                return Optional.of(true);
            }
        }
        return Optional.empty();
    }

    private static boolean restarts(String policy, long code) {
        return switch (policy) {
            case "Always" -> true;
            case "OnFailure" -> code != 0;
            default -> false;
        };
    }

    private static void claims(At statuses, At claims) {
        var known =
                claims.items().stream().map(claim -> claim.at("name").text()).toList();
        var seen = new HashSet<String>();
        for (var status : statuses.items()) {
            var name = status.at("name");
            if (!known.contains(name.text())) {
                name.invalid(name.text(), "must match the name of an entry in `spec.resourceClaims`");
            }
            if (!seen.add(name.text())) {
                name.duplicate();
            }
            if (status.at("resourceClaimName").isSet()) {
                status.at("resourceClaimName").mustBe(Syntax.DNS_SUBDOMAIN);
            }
        }
    }

    /** Addresses, at most one of each family; upstream shows an error of one at the item, not at its field. */
    private static void addresses(At list, At before, String type) {
        var known = before.items().stream().map(item -> item.at("ip").text()).toList();
        var families = new HashSet<>();
        var texts = new ArrayList<String>();
        var unknown = Optional.<String>empty();
        for (var item : list.items()) {
            var ip = item.at("ip").text();
            Addresses.mustBeAddress(item.holding(Value.of(ip)), known);
            Addresses.family(ip).ifPresent(families::add);
            if (unknown.isEmpty() && !Addresses.isAddress(ip)) {
                unknown = Optional.of("invalid IP[" + texts.size() + "]: " + ip);
            }
            texts.add(ip);
        }
        if (texts.size() > 1) {
            unknown.ifPresent(why -> list.errors()
                    .add(
                            FieldError.Kind.INTERNAL,
                            list.path(),
                            "Internal error: failed to check for dual stack with error:" + why));
        }
        if (texts.size() > 1 && (unknown.isPresent() || families.size() < 2 || texts.size() > 2)) {
            InternalForm.each(list, type).invalid("may specify no more than one IP for each IP family");
        }
    }

    private static void hosts(At status, At was) {
        var hosts = status.at("hostIPs");
        if (hosts.isEmpty()) {
            return;
        }
        var first = hosts.items().getFirst().at("ip");
        if (!first.is(status.at("hostIP").text())) {
            first.invalid(first.text(), "must be equal to `hostIP`");
        }
        addresses(hosts, was.at("hostIPs"), "core.v1.HostIP");
    }
}
