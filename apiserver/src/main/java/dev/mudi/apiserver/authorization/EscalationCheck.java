package dev.mudi.apiserver.authorization;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.WriteCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Nobody grants by a role or binding what they don't have themselves, unless they may {@code escalate} the role or {@code bind} to it
 * (Kubernetes reference, "Using RBAC Authorization", Privilege escalation prevention and bootstrapping).
 */
public final class EscalationCheck {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final List<PolicyRule> EVERYTHING = List.of(
            new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
            new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

    private final RbacAuthorizer rbac;
    private final Authorizer authorizer;

    /**
     * Judges what users have by roles and bindings.
     *
     * @param authorizer says who may escalate and bind
     */
    public EscalationCheck(RbacAuthorizer rbac, Authorizer authorizer) {
        this.rbac = rbac;
        this.authorizer = authorizer;
    }

    /** The checks by {@code resource.group}. */
    public Map<String, WriteCheck> checks() {
        return Map.of(
                "roles." + GROUP, (context, next, current) -> role("roles", context, next, current),
                "clusterroles." + GROUP, (context, next, current) -> role("clusterroles", context, next, current),
                "rolebindings." + GROUP, (context, next, current) -> binding("rolebindings", context, next, current),
                "clusterrolebindings." + GROUP,
                        (context, next, current) -> binding("clusterrolebindings", context, next, current));
    }

    private void role(String resource, RequestContext context, ObjectValue next, Optional<ObjectValue> current) {
        var name = next.object("metadata").string("name");
        var namespace = next.object("metadata").string("namespace");
        boolean free = current.filter(old -> isOnlyCollected(next, old)).isPresent();
        if (free || isMaster(context.user()) || may(context.user(), "escalate", resource, namespace, name)) {
            return;
        }
        requireHeld(context.user(), PolicyRule.of(next.array("rules")), namespace, resource, name);
        boolean aggregates =
                aggregates(next) || current.filter(EscalationCheck::aggregates).isPresent();
        if (aggregates && !missing(context.user(), EVERYTHING, namespace).isEmpty()) {
            throw StatusException.forbidden(
                    GROUP, resource, name, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private static boolean aggregates(ObjectValue role) {
        return !role.object("aggregationRule").array("clusterRoleSelectors").isEmpty();
    }

    /** Whether nothing changes but what the garbage collector needs to change. */
    private static boolean isOnlyCollected(ObjectValue next, ObjectValue current) {
        return without(next).equals(without(current));
    }

    private static ObjectValue without(ObjectValue object) {
        return object.update(
                "metadata",
                meta -> meta.without("ownerReferences").without("finalizers").without("managedFields"));
    }

    private void binding(String resource, RequestContext context, ObjectValue next, Optional<ObjectValue> current) {
        boolean free = current.filter(old -> isOnlyCollected(next, old)).isPresent();
        if (free || isMaster(context.user())) {
            return;
        }
        var binding = RoleBinding.of(next);
        boolean role = binding.role().kind().equals("Role");
        var roles = role ? "roles" : "clusterroles";
        if (may(
                context.user(),
                "bind",
                roles,
                binding.namespace(),
                binding.role().name())) {
            return;
        }
        var rules = rbac.rules(binding)
                // Upstream names the binding's resource with the role's name.
                .orElseThrow(() ->
                        StatusException.notFound(GROUP, resource, binding.role().name()));
        requireHeld(context.user(), rules, binding.namespace(), resource, binding.name());
    }

    private static boolean isMaster(UserInfo user) {
        return user.groups().contains(UserInfo.MASTERS);
    }

    private boolean may(UserInfo user, String verb, String resource, String namespace, String name) {
        var target = new Resource(GROUP, "*", resource, "", namespace, name);
        return authorizer.authorize(Attributes.of(user, verb, target)).isAllowed();
    }

    private List<PolicyRule> missing(UserInfo user, List<PolicyRule> wanted, String namespace) {
        var held = rbac.rules(user, namespace);
        return wanted.stream()
                .flatMap(rule -> rule.pieces().stream())
                .filter(piece -> held.stream().noneMatch(rule -> rule.covers(piece)))
                .distinct()
                .toList();
    }

    private void requireHeld(UserInfo user, List<PolicyRule> wanted, String namespace, String resource, String name) {
        var missing = missing(user, wanted, namespace);
        if (missing.isEmpty()) {
            return;
        }
        var shown = new TreeSet<String>();
        compacted(missing).forEach(rule -> shown.add(rule.shown()));
        var why = "user \"" + user.name() + "\" (groups=[\"" + String.join("\" \"", user.groups())
                + "\"]) is attempting to grant RBAC permissions not currently held:\n" + String.join("\n", shown);
        throw StatusException.forbidden(GROUP, resource, name, why);
    }

    /** Pieces about resources that differ in their verb only, as one rule each. */
    private static List<PolicyRule> compacted(List<PolicyRule> pieces) {
        var rules = new ArrayList<PolicyRule>();
        for (var piece : pieces) {
            int at = rules.size();
            for (int i = 0; i < rules.size(); i++) {
                boolean alike = withVerbs(rules.get(i), piece.verbs()).equals(piece);
                if (alike && piece.nonResourceUrls().isEmpty()) {
                    at = i;
                }
            }
            if (at == rules.size()) {
                rules.add(piece);
            } else {
                var verbs = new ArrayList<>(rules.get(at).verbs());
                verbs.addAll(piece.verbs());
                rules.set(at, withVerbs(piece, verbs));
            }
        }
        return rules;
    }

    private static PolicyRule withVerbs(PolicyRule rule, List<String> verbs) {
        return new PolicyRule(verbs, rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls());
    }
}
