package dev.mudi.apiserver.crd;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The status of a definition: which of its names are free, whether it is established, whether it may be in its group (apiextensions,
 * controllers status, establish and apiapproval). Pure.
 */
final class DefinitionStatus {
    private static final String APPROVAL = "api-approved.kubernetes.io";

    private DefinitionStatus() {}

    /**
     * A condition.
     *
     * @param truth {@code True} or {@code False}
     */
    record Condition(String type, String truth, String reason, String message) {}

    /** Whether a condition of a definition is true. */
    static boolean isTrue(ObjectValue crd, String type) {
        return crd.object("status")
                .array("conditions")
                .objects()
                .anyMatch(condition -> condition.string("type").equals(type)
                        && condition.string("status").equals("True"));
    }

    /**
     * The status that a definition is to have.
     *
     * @param others all definitions there are, this one included or not
     */
    static ObjectValue of(ObjectValue crd, Collection<ObjectValue> others, Instant now) {
        var status = crd.object("status");
        var names = new Names(crd.object("spec").object("names"), status.object("acceptedNames"));
        names.settle(Taken.by(crd, others));
        var naming = names.condition();
        var next = with(status, naming, now).with("acceptedNames", names.accepted());
        boolean established = isTrue(crd, "Established");
        if (!established && naming.truth.equals("True")) {
            next = with(
                    next,
                    new Condition(
                            "Established", "True", "InitialNamesAccepted", "the initial names have been accepted"),
                    now);
        } else if (!established) {
            next = with(next, new Condition("Established", "False", "NotAccepted", "not all names are accepted"), now);
        }
        var stored = status.array("storedVersions");
        var storage = new StringValue(Definitions.storageVersion(crd));
        next = next.with("storedVersions", stored.items().contains(storage) ? stored : stored.plus(storage));
        return isProtected(crd.object("spec").string("group")) ? with(next, approval(crd), now) : next;
    }

    /** The status of a definition whose objects are being removed. */
    static ObjectValue terminating(ObjectValue crd, Instant now) {
        return with(
                crd.object("status"),
                new Condition(
                        "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress"),
                now);
    }

    /** The names that other definitions of the group have. */
    private record Taken(Set<String> resources, Set<String> kinds) {
        static Taken by(ObjectValue crd, Collection<ObjectValue> others) {
            var taken = new Taken(new HashSet<>(), new HashSet<>());
            var group = crd.object("spec").string("group");
            var self = ObjectMeta.of(crd).name();
            for (var other : others) {
                boolean same = ObjectMeta.of(other).name().equals(self);
                if (!same && other.object("spec").string("group").equals(group)) {
                    taken.add(other.object("status").object("acceptedNames"));
                }
            }
            taken.add(crd.object("status").object("acceptedNames"));
            return taken;
        }

        private void add(ObjectValue names) {
            resources.add(names.string("plural"));
            resources.add(names.string("singular"));
            names.array("shortNames").strings().forEach(resources::add);
            kinds.add(names.string("kind"));
            kinds.add(names.string("listKind"));
        }
    }

    /** Settles, one name after the other, which of those asked for are accepted. For one thread. */
    private static final class Names {
        private final ObjectValue asked;
        private ObjectValue accepted;
        private Condition condition = new Condition("NamesAccepted", "True", "NoConflicts", "no conflicts found");

        private Names(ObjectValue asked, ObjectValue accepted) {
            this.asked = asked;
            this.accepted = accepted;
        }

        private void settle(Taken taken) {
            one("plural", "PluralConflict", taken.resources);
            one("singular", "SingularConflict", taken.resources);
            shortNames(taken.resources);
            one("kind", "KindConflict", taken.kinds);
            one("listKind", "ListKindConflict", taken.kinds);
            take("categories");
        }

        private void one(String field, String reason, Set<String> taken) {
            var name = asked.string(field);
            if (!name.equals(accepted.string(field)) && taken.contains(name)) {
                refuse(reason, inUse(name));
            } else {
                take(field);
            }
        }

        private void shortNames(Set<String> taken) {
            var had = accepted.array("shortNames").strings().toList();
            var conflicts = asked.array("shortNames")
                    .strings()
                    .filter(name -> !had.contains(name) && taken.contains(name))
                    .map(Names::inUse)
                    .distinct()
                    .toList();
            if (conflicts.isEmpty()) {
                take("shortNames");
            } else {
                var all = String.join(", ", conflicts);
                refuse("ShortNamesConflict", conflicts.size() == 1 ? all : "[" + all + "]");
            }
        }

        private static String inUse(String name) {
            return "\"" + name + "\" is already in use";
        }

        private void take(String field) {
            accepted =
                    asked.get(field).map(value -> accepted.with(field, value)).orElseGet(() -> accepted.without(field));
        }

        private void refuse(String reason, String message) {
            condition = new Condition("NamesAccepted", "False", reason, message);
        }

        private Condition condition() {
            return condition;
        }

        private ObjectValue accepted() {
            return accepted;
        }
    }

    /** Groups of the project itself need to say who approved of an API. */
    private static boolean isProtected(String group) {
        return List.of("k8s.io", "kubernetes.io").stream()
                .anyMatch(domain -> group.equals(domain) || group.endsWith("." + domain));
    }

    private static Condition approval(ObjectValue crd) {
        var type = "KubernetesAPIApprovalPolicyConformant";
        var said = crd.object("metadata").object("annotations").string(APPROVAL);
        var needed = "protected groups must have approval annotation \"" + APPROVAL + "\"";
        var see = ", see https://github.com/kubernetes/enhancements/pull/1111";
        if (said.isEmpty()) {
            return new Condition(type, "False", "MissingAnnotation", needed + see);
        }
        if (said.startsWith("unapproved")) {
            return new Condition(type, "False", "UnapprovedAnnotation", "not approved: \"" + said + "\"");
        }
        return isUrl(said)
                ? new Condition(type, "True", "ApprovedAnnotation", "approved in " + said)
                : new Condition(
                        type,
                        "False",
                        "InvalidAnnotation",
                        needed + " with either a URL or a reason starting with \"unapproved\"" + see);
    }

    private static boolean isUrl(String text) {
        try {
            var url = new URI(text);
            return url.getScheme() != null && url.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static ObjectValue with(ObjectValue status, Condition condition, Instant now) {
        var conditions = status.array("conditions");
        for (int i = 0; i < conditions.size(); i++) {
            var present = conditions.object(i);
            if (present.string("type").equals(condition.type)) {
                var since = present.string("status").equals(condition.truth)
                        ? present.string("lastTransitionTime")
                        : shown(now);
                return status.with("conditions", conditions.with(i, tree(condition, since, present)));
            }
        }
        return status.with("conditions", conditions.plus(tree(condition, shown(now), ObjectValue.EMPTY)));
    }

    private static String shown(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Value tree(Condition condition, String since, ObjectValue before) {
        return before.with("type", condition.type)
                .with("status", condition.truth)
                .with("lastTransitionTime", since)
                .with("reason", condition.reason)
                .with("message", condition.message);
    }
}
