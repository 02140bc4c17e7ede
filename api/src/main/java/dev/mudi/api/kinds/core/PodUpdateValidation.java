package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;

/** Rules for what an update may change of a pod (Kubernetes reference, "Pod update and replacement"). Stateless. */
final class PodUpdateValidation {
    private static final String UPDATABLE =
            "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private PodUpdateValidation() {}

    static void update(At pod, At before) {
        PodValidation.validate(pod);
        var spec = pod.at("spec");
        var was = before.at("spec");
        for (var list : List.of("containers", "initContainers")) {
            if (spec.at(list).size() != was.at(list).size()) {
                spec.at(list).forbidden("pod updates may not add or remove containers");
                return;
            }
        }
        if (!deadline(spec.at("activeDeadlineSeconds"), was.at("activeDeadlineSeconds"))) {
            return;
        }
        onlyAddedTolerations(spec.at("tolerations"), was.at("tolerations"));
        onlyRemovedGates(spec.at("schedulingGates"), was.at("schedulingGates"));
        var kept = withoutMutable(spec.object(), was.object());
        kept = was.at("schedulingGates").isEmpty() ? kept : GatedPodValidation.placed(spec, was, kept);
        if (!Semantics.equal(kept, was.object())) {
            spec.forbidden("pod updates may not change fields other than " + UPDATABLE + "\n"
                    + InternalForm.difference(was.object(), kept, "core.v1.PodSpec"));
        }
    }

    private static boolean deadline(At seconds, At before) {
        if (!seconds.isSet()) {
            if (before.isSet()) {
                seconds.invalid(seconds.value(), "must not update from a positive integer to nil value");
            }
            return true;
        }
        if (!seconds.mustBeBetween(0, Integer.MAX_VALUE)) {
            return false;
        }
        if (before.isSet() && before.number() < seconds.number()) {
            seconds.invalidNumber("must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    private static void onlyAddedTolerations(At tolerations, At before) {
        for (var old : before.items()) {
            var wanted = old.object().without("tolerationSeconds");
            boolean kept = tolerations
                    .array()
                    .objects()
                    .anyMatch(toleration -> Semantics.equal(toleration.without("tolerationSeconds"), wanted));
            if (!kept) {
                tolerations.forbidden("existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static void onlyRemovedGates(At gates, At before) {
        var old = new HashSet<String>();
        before.items().forEach(gate -> old.add(gate.at("name").text()));
        for (var gate : gates.items()) {
            var name = gate.at("name");
            if (!old.contains(name.text())) {
                name.forbidden("only deletion is allowed, but found new scheduling gate '" + name.text() + "'");
            }
        }
    }

    /** The spec with what may change put back. */
    private static ObjectValue withoutMutable(ObjectValue spec, ObjectValue was) {
        var kept = spec;
        for (var list : List.of("containers", "initContainers")) {
            kept = kept.has(list) ? kept.with(list, sameImages(kept.array(list), was.array(list))) : kept;
        }
        for (var field : List.of("activeDeadlineSeconds", "schedulingGates", "tolerations")) {
            kept = Kept.field(field, kept, was);
        }
        if (was.integer("terminationGracePeriodSeconds", 0) < 0
                && kept.integer("terminationGracePeriodSeconds", 0) == 1) {
            kept = Kept.field("terminationGracePeriodSeconds", kept, was);
        }
        return kept;
    }

    private static ArrayValue sameImages(ArrayValue containers, ArrayValue was) {
        var changed = containers;
        for (int i = 0; i < was.size(); i++) {
            changed = changed.with(i, Kept.field("image", containers.object(i), was.object(i)));
        }
        return changed;
    }

    static void status(At pod, At before) {
        var status = pod.at("status");
        for (var condition : status.at("conditions").items()) {
            condition.at("type").mustBe(Syntax.QUALIFIED_NAME);
        }
        var nominated = status.at("nominatedNodeName");
        if (!nominated.isEmpty() && !nominated.same(before.at("status", "nominatedNodeName"))) {
            nominated.mustBe(Syntax.DNS_SUBDOMAIN);
        }
        if (status.at("observedGeneration").number() < 0) {
            status.at("observedGeneration").invalidNumber("must be a non-negative integer");
        }
        status.at("qosClass").mustNotHaveChanged(before.at("status", "qosClass"));
        restarts(pod, before);
        for (var list : List.of("podIPs", "hostIPs")) {
            addresses(status.at(list), before.at("status", list));
        }
    }

    /** A container that the restart policy does not bring back must not come back by its status. */
    private static void restarts(At pod, At before) {
        var policy = before.at("spec", "restartPolicy").text();
        if (policy.equals("Always")) {
            return;
        }
        var now = pod.at("status", "containerStatuses").items();
        for (int i = 0; i < now.size(); i++) {
            var status = now.get(i);
            for (var old : before.at("status", "containerStatuses").items()) {
                var ended = old.at("state", "terminated");
                boolean stays = old.at("name").is(status.at("name").text())
                        && ended.isSet()
                        && !(policy.equals("OnFailure") && ended.at("exitCode").number() != 0);
                boolean ruled = before.at("spec", "containers").items().stream()
                        .anyMatch(container -> container
                                        .at("name")
                                        .is(old.at("name").text())
                                && (container.at("restartPolicy").isSet()
                                        || !container.at("restartPolicyRules").isEmpty()));
                if (stays && !ruled && !status.at("state", "terminated").isSet()) {
                    status.at("state").forbidden("may not be transitioned to non-terminated state");
                }
            }
        }
    }

    private static void addresses(At list, At before) {
        var known = before.items().stream().map(item -> item.at("ip").text()).toList();
        var families = new HashSet<>();
        for (var item : list.items()) {
            Addresses.mustBeAddress(item.at("ip").shownAt(item.path()), known);
            Addresses.family(item.at("ip").text()).ifPresent(families::add);
        }
        if (list.size() > 1 && (list.size() > 2 || families.size() < 2)) {
            list.invalid("may specify no more than one IP for each IP family");
        }
    }

    static void ephemeralContainers(At pod, At before) {
        PodValidation.validate(pod);
        if (before.at("metadata", "annotations").strings().containsKey(MIRROR)) {
            pod.forbidden("static pods do not support ephemeral containers");
            return;
        }
        var list = pod.at("spec", "ephemeralContainers");
        for (var old : before.at("spec", "ephemeralContainers").items()) {
            var name = old.at("name").text();
            var kept = list.array()
                    .objects()
                    .filter(container -> container.string("name").equals(name))
                    .findFirst();
            if (kept.isEmpty()) {
                list.forbidden("existing ephemeral containers \"" + name + "\" may not be removed\n");
            } else if (!Semantics.equal(kept.get(), old.object())) {
                list.forbidden("existing ephemeral containers \"" + name + "\" may not be changed\n");
            }
        }
    }
}
