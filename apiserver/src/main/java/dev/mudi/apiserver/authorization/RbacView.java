package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.ObjectSource.ObjectListener;
import dev.mudi.apiserver.ObjectSource.Subscription;
import dev.mudi.apiserver.authorization.RoleBinding.RoleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Roles and bindings as the authorizer needs them: rules by role, bindings by subject. Changes come from the watch cache one at a
 * time; questions from any thread, at once.
 */
final class RbacView {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final int RESOURCES = 4;

    private final Map<String, List<PolicyRule>> roles = new ConcurrentHashMap<>();
    private final Map<String, ClusterRole> clusterRoles = new ConcurrentHashMap<>();
    private final Bindings bindings = new Bindings();
    private final CountDownLatch unsynced = new CountDownLatch(RESOURCES);

    /** The rules of aggregating cluster roles, made when asked for, dropped when any cluster role changes. */
    private final Map<String, List<PolicyRule>> aggregated = new ConcurrentHashMap<>();

    /** A cluster role; {@code selectors} are the label sets of its aggregation rule, empty without one. */
    private record ClusterRole(
            List<PolicyRule> rules, Map<String, String> labels, List<Map<String, String>> selectors) {}

    /** Starts to follow the objects. */
    List<Subscription> follow(ObjectSource source) {
        return List.of(
                source.follow(GROUP, "roles", listener(this::role, this::roleGone)),
                source.follow(GROUP, "clusterroles", listener(this::clusterRole, this::clusterRoleGone)),
                source.follow(GROUP, "rolebindings", listener(this::binding, this::bindingGone)),
                source.follow(GROUP, "clusterrolebindings", listener(this::binding, this::bindingGone)));
    }

    /** Waits until everything that existed at the start is known; false when that takes too long. */
    boolean awaitSynced(long seconds) throws InterruptedException {
        return unsynced.await(seconds, TimeUnit.SECONDS);
    }

    private interface Change {
        void apply(ObjectValue object);
    }

    private ObjectListener listener(Change exists, Change gone) {
        return new ObjectListener() {
            @Override
            public void exists(ObjectValue object) {
                exists.apply(object);
            }

            @Override
            public void gone(ObjectValue last) {
                gone.apply(last);
            }

            @Override
            public void synced() {
                unsynced.countDown();
            }
        };
    }

    private static String key(ObjectValue object) {
        var metadata = object.object("metadata");
        return metadata.string("namespace") + "/" + metadata.string("name");
    }

    private void role(ObjectValue object) {
        roles.put(key(object), PolicyRule.of(object.array("rules")));
    }

    private void roleGone(ObjectValue object) {
        roles.remove(key(object));
    }

    private void clusterRole(ObjectValue object) {
        var selectors = object.object("aggregationRule")
                .array("clusterRoleSelectors")
                .objects()
                .map(selector -> selector.object("matchLabels").strings())
                .toList();
        var metadata = object.object("metadata");
        clusterRoles.put(
                metadata.string("name"),
                new ClusterRole(
                        PolicyRule.of(object.array("rules")),
                        metadata.object("labels").strings(),
                        selectors));
        aggregated.clear();
    }

    private void clusterRoleGone(ObjectValue object) {
        clusterRoles.remove(object.object("metadata").string("name"));
        aggregated.clear();
    }

    private void binding(ObjectValue object) {
        bindings.put(RoleBinding.of(object));
    }

    private void bindingGone(ObjectValue object) {
        bindings.remove(RoleBinding.of(object));
    }

    /** The bindings in a namespace (or, with the empty text, of the cluster) to a subject. */
    List<RoleBinding> bindings(String namespace, String subjectKey) {
        return bindings.of(namespace, subjectKey);
    }

    /** The rules of what a binding in a namespace refers to; empty if that does not exist. */
    Optional<List<PolicyRule>> rules(RoleReference reference, String namespace) {
        if (reference.kind().equals("Role")) {
            return Optional.ofNullable(roles.get(namespace + "/" + reference.name()));
        }
        var role = clusterRoles.get(reference.name());
        if (role == null) {
            return Optional.empty();
        }
        return Optional.of(
                role.selectors().isEmpty()
                        ? role.rules()
                        : aggregated.computeIfAbsent(reference.name(), ignored -> aggregate(role)));
    }

    /** The role's own rules (which the aggregation controller keeps up to date) and those of the roles that its selectors match. */
    private List<PolicyRule> aggregate(ClusterRole role) {
        var rules = new ArrayList<>(role.rules());
        for (var candidate : clusterRoles.values()) {
            boolean selected = role.selectors().stream()
                    .anyMatch(labels -> candidate.labels().entrySet().containsAll(labels.entrySet()));
            if (selected) {
                candidate.rules().stream().filter(rule -> !rules.contains(rule)).forEach(rules::add);
            }
        }
        return List.copyOf(rules);
    }

    /** Bindings by namespace and subject. The lists are replaced, never changed. */
    private static final class Bindings {
        private final Map<String, Map<String, List<RoleBinding>>> byNamespace = new ConcurrentHashMap<>();
        private final Map<String, RoleBinding> byName = new ConcurrentHashMap<>();

        synchronized void put(RoleBinding binding) {
            remove(binding);
            byName.put(name(binding), binding);
            var bySubject = byNamespace.computeIfAbsent(binding.namespace(), ignored -> new ConcurrentHashMap<>());
            for (var subject : binding.subjects()) {
                bySubject.merge(subject.key(), List.of(binding), Bindings::joined);
            }
        }

        synchronized void remove(RoleBinding binding) {
            var known = byName.remove(name(binding));
            var bySubject = byNamespace.get(binding.namespace());
            if (known == null || bySubject == null) {
                return;
            }
            for (var subject : known.subjects()) {
                bySubject.computeIfPresent(subject.key(), (key, bindings) -> {
                    var rest = bindings.stream()
                            .filter(other -> !other.name().equals(known.name()))
                            .toList();
                    return rest.isEmpty() ? null : rest;
                });
            }
        }

        private static String name(RoleBinding binding) {
            return binding.namespace() + "/" + binding.name();
        }

        private static List<RoleBinding> joined(List<RoleBinding> some, List<RoleBinding> more) {
            var all = new ArrayList<>(some);
            more.stream().filter(binding -> !all.contains(binding)).forEach(all::add);
            return List.copyOf(all);
        }

        List<RoleBinding> of(String namespace, String subjectKey) {
            return byNamespace.getOrDefault(namespace, Map.of()).getOrDefault(subjectKey, List.of());
        }
    }
}
