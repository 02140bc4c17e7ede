package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.ObjectSource.Subscription;
import java.util.List;
import java.util.Set;

/**
 * Lets a node's kubelet do its work and no more (Kubernetes reference, "Using Node Authorization"): what the role {@code system:node}
 * says, but secrets, config maps and claims only where a pod on that node refers to them, and only its own lease and CSINode. A node
 * is a user {@code system:node:NAME} in the group {@code system:nodes}.
 */
public final class NodeAuthorizer implements Authorizer, AutoCloseable {
    private static final String USER_PREFIX = "system:node:";
    private static final String NODES = "system:nodes";
    private static final long SYNC_SECONDS = 30;
    private static final Set<String> READS = Set.of("get", "list", "watch");

    private final List<PolicyRule> rules;
    private final NodeGraph graph = new NodeGraph();
    private List<Subscription> subscriptions = List.of();

    /**
     * Judges by rules.
     *
     * @param rules those of the default role {@code system:node}
     */
    public NodeAuthorizer(ArrayValue rules) {
        this.rules = PolicyRule.of(rules);
    }

    /** Follows the pods. */
    public void follow(ObjectSource source) {
        subscriptions = List.of(source.follow("", "pods", graph));
    }

    @Override
    public Decision authorize(Attributes attributes) {
        var user = attributes.user();
        if (!user.name().startsWith(USER_PREFIX) || !user.groups().contains(NODES)) {
            return Decision.noOpinion("");
        }
        var node = user.name().substring(USER_PREFIX.length());
        var resource = attributes.resource();
        var refusal = switch (resource.group() + "/" + resource.qualified()) {
            case "/secrets", "/configmaps" -> reading(node, attributes);
            case "/persistentvolumeclaims", "/persistentvolumeclaims/status", "resource.k8s.io/resourceclaims" ->
                referring(node, resource);
            case "/serviceaccounts/token", "/serviceaccounts" -> referring(node, resource);
            case "coordination.k8s.io/leases" -> lease(node, attributes);
            case "storage.k8s.io/csinodes" -> own(node, attributes, "CSINode");
            default -> "";
        };
        if (!refusal.isEmpty()) {
            return Decision.noOpinion(refusal);
        }
        return rules.stream().anyMatch(rule -> rule.allows(attributes)) ? Decision.allow("") : Decision.noOpinion("");
    }

    private String reading(String node, Attributes attributes) {
        if (!READS.contains(attributes.verb())) {
            return "can only read resources of this type";
        }
        if (attributes.resource().name().isEmpty()) {
            return "No Object name found";
        }
        return referring(node, attributes.resource());
    }

    private String referring(String node, Resource resource) {
        if (!graph.awaitSynced(SYNC_SECONDS)) {
            return "the pods of node '" + node + "' are not known yet";
        }
        return graph.isReferenced(node, PodReferences.key(resource.resource(), resource.namespace(), resource.name()))
                ? ""
                : "no relationship found between node '" + node + "' and this object";
    }

    private static String lease(String node, Attributes attributes) {
        if (!attributes.resource().namespace().equals("kube-node-lease")) {
            return "can only access leases in the \"kube-node-lease\" system namespace";
        }
        return own(node, attributes, "node lease");
    }

    private static String own(String node, Attributes attributes, String what) {
        var name = attributes.resource().name();
        boolean creates = attributes.verb().equals("create") && name.isEmpty();
        return creates || name.equals(node)
                ? ""
                : "can only access " + what + " with the same name as the requesting node";
    }

    /** Follows no longer. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        subscriptions = List.of();
    }
}
