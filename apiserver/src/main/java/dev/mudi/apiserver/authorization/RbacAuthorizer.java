package dev.mudi.apiserver.authorization;

import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.ObjectSource.Subscription;
import dev.mudi.apiserver.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges by roles and bindings (Kubernetes reference, "Using RBAC Authorization"). Until it follows a source it allows nothing. */
public final class RbacAuthorizer implements Authorizer, AutoCloseable {
    private static final long SYNC_SECONDS = 30;

    private final RbacView view = new RbacView();
    private List<Subscription> subscriptions = List.of();

    /**
     * Follows the roles and bindings, and waits until all that exist are known.
     *
     * @throws IllegalStateException when the source does not tell of everything within half a minute
     */
    public void follow(ObjectSource source) throws InterruptedException {
        subscriptions = view.follow(source);
        if (!view.awaitSynced(SYNC_SECONDS)) {
            throw new IllegalStateException("the roles and bindings were not read within " + SYNC_SECONDS + " s");
        }
    }

    /** A binding to the user, and by which of its names. */
    private record Bound(RoleBinding binding, String subjectKey) {}

    @Override
    public Decision authorize(Attributes attributes) {
        var missing = new ArrayList<String>(0);
        for (var bound : bindings(attributes.user(), attributes.resource().namespace())) {
            var binding = bound.binding();
            var rules = view.rules(binding.role(), binding.namespace());
            if (rules.isEmpty()) {
                missing.add(notFound(binding));
            } else if (rules.get().stream().anyMatch(rule -> rule.allows(attributes))) {
                return Decision.allow(binding.reason(bound.subjectKey()));
            }
        }
        return Decision.noOpinion(missing.isEmpty() ? "" : "RBAC: " + shown(missing));
    }

    private static String notFound(RoleBinding binding) {
        var resource = binding.role().kind().equals("Role") ? "role" : "clusterrole";
        return resource + ".rbac.authorization.k8s.io \"" + binding.role().name() + "\" not found";
    }

    private static String shown(List<String> problems) {
        return problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]";
    }

    /** The bindings that count for a user in a namespace: those of the cluster, then those of the namespace. */
    private List<Bound> bindings(UserInfo user, String namespace) {
        var bound = new ArrayList<Bound>();
        collect(user, "", bound);
        if (!namespace.isEmpty()) {
            collect(user, namespace, bound);
        }
        return bound;
    }

    private void collect(UserInfo user, String namespace, List<Bound> bound) {
        add(namespace, RoleBinding.userKey(user.name()), bound);
        for (var group : user.groups()) {
            add(namespace, RoleBinding.groupKey(group), bound);
        }
    }

    private void add(String namespace, String subjectKey, List<Bound> bound) {
        for (var binding : view.bindings(namespace, subjectKey)) {
            bound.add(new Bound(binding, subjectKey));
        }
    }

    /** All rules that hold for a user in a namespace; the empty text for the cluster's only. */
    List<PolicyRule> rules(UserInfo user, String namespace) {
        var rules = new ArrayList<PolicyRule>();
        for (var bound : bindings(user, namespace)) {
            view.rules(bound.binding().role(), bound.binding().namespace()).ifPresent(rules::addAll);
        }
        return rules;
    }

    /** The rules of a role that a binding in a namespace refers to. */
    Optional<List<PolicyRule>> rules(RoleBinding binding) {
        return view.rules(binding.role(), binding.namespace());
    }

    /** Follows no longer; what is known stays. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        subscriptions = List.of();
    }
}
