package dev.mudi.apiserver.authorization;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.selector.FieldSelector;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.ObjectSource.Subscription;
import java.util.List;
import java.util.Set;

/**
 * Lets a node's kubelet do its work and no more (Kubernetes reference, "Using Node Authorization"; KEP-4601): its own node, the pods on
 * it and what they refer to, its own lease, CSINode and resource slices; and of the rest what the role {@code system:node} says. A node
 * is a user {@code system:node:NAME} in the group {@code system:nodes}.
 */
public final class NodeAuthorizer implements Authorizer, AutoCloseable {
    private static final String USER_PREFIX = "system:node:";
    private static final String NODES = "system:nodes";
    private static final String NODE_NAME = "spec.nodeName";
    private static final long SYNC_SECONDS = 30;
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> WRITES = Set.of("create", "update", "patch");
    private static final Set<String> STATUS_WRITES = Set.of("update", "patch");
    private static final Set<String> OWN_VERBS = Set.of("get", "create", "update", "patch", "delete");

    /** What an answer of {@link #refusal} says where nothing more is known. */
    private static final String NO = " ";

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

    /** Follows the pods, and what else leads from nodes to objects. */
    public void follow(ObjectSource source) {
        subscriptions = graph.follow(source);
    }

    @Override
    public Decision authorize(Attributes attributes) {
        var user = attributes.user();
        if (!user.name().startsWith(USER_PREFIX) || !user.groups().contains(NODES)) {
            return Decision.noOpinion("");
        }
        var node = user.name().substring(USER_PREFIX.length());
        if (node.isEmpty()) {
            return Decision.noOpinion("unknown node for user \"" + user.name() + "\"");
        }
        var resource = attributes.resource();
        return switch (resource.group() + "/" + resource.resource()) {
            case "/secrets",
                    "/configmaps",
                    "/persistentvolumeclaims",
                    "/persistentvolumes",
                    "resource.k8s.io/resourceclaims",
                    "storage.k8s.io/volumeattachments",
                    "/serviceaccounts",
                    "coordination.k8s.io/leases",
                    "storage.k8s.io/csinodes",
                    "resource.k8s.io/resourceslices",
                    "/nodes",
                    "/pods" -> decision(refusal(node, attributes));
            default ->
                rules.stream().anyMatch(rule -> rule.allows(attributes)) ? Decision.allow("") : Decision.noOpinion("");
        };
    }

    private static Decision decision(String refusal) {
        return refusal.isEmpty() ? Decision.allow("") : Decision.noOpinion(refusal.strip());
    }

    /** Why the node may not; empty if it may. */
    private String refusal(String node, Attributes attributes) {
        var resource = attributes.resource();
        return switch (resource.resource()) {
            case "secrets", "configmaps" -> reading(node, attributes);
            case "persistentvolumeclaims" ->
                resource.subresource().equals("status") ? status(node, attributes) : getting(node, attributes);
            case "serviceaccounts" -> account(node, attributes);
            case "leases" -> lease(node, attributes);
            case "csinodes" -> own(node, attributes, "CSINode");
            case "resourceslices" -> slice(node, attributes);
            case "nodes" -> node(node, attributes);
            case "pods" -> pod(node, attributes);
            default -> getting(node, attributes);
        };
    }

    private String reading(String node, Attributes attributes) {
        var resource = attributes.resource();
        if (!READS.contains(attributes.verb())) {
            return "can only read resources of this type";
        }
        if (!resource.subresource().isEmpty()) {
            return "cannot read subresource";
        }
        return resource.namespace().isEmpty()
                ? "can only read namespaced object of this type"
                : referring(node, resource);
    }

    private String getting(String node, Attributes attributes) {
        if (!attributes.verb().equals("get")) {
            return "can only get individual resources of this type";
        }
        return attributes.resource().subresource().isEmpty()
                ? referring(node, attributes.resource())
                : "cannot get subresource";
    }

    private String status(String node, Attributes attributes) {
        return STATUS_WRITES.contains(attributes.verb())
                ? referring(node, attributes.resource())
                : "can only get/update/patch this type";
    }

    private String account(String node, Attributes attributes) {
        var resource = attributes.resource();
        if (attributes.verb().equals("get") && resource.subresource().isEmpty()) {
            return referring(node, resource);
        }
        if (!attributes.verb().equals("create") || resource.name().isEmpty()) {
            return "can only create tokens for individual service accounts";
        }
        return resource.subresource().equals("token")
                ? referring(node, resource)
                : "can only create token subresource of serviceaccount";
    }

    private String referring(String node, Resource resource) {
        if (resource.name().isEmpty()) {
            return "No Object name found";
        }
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
        if (!OWN_VERBS.contains(attributes.verb())) {
            return "can only get, create, update, patch, or delete a " + what;
        }
        if (!attributes.resource().subresource().isEmpty()) {
            return "cannot authorize " + what + " subresources";
        }
        // Who creates has no name in the path; admission looks at it.
        return attributes.verb().equals("create")
                        || attributes.resource().name().equals(node)
                ? ""
                : "can only access " + what + " with the same name as the requesting node";
    }

    private String slice(String node, Attributes attributes) {
        if (!attributes.resource().subresource().isEmpty()) {
            return "cannot authorize ResourceSlice subresources";
        }
        return switch (attributes.verb()) {
            case "create" -> "";
            case "get", "update", "patch", "delete" -> referring(node, attributes.resource());
            case "watch", "list", "deletecollection" ->
                isLimitedTo(node, attributes)
                        ? ""
                        : "can only list/watch/deletecollection resourceslices with nodeName field selector";
            default ->
                "only the following verbs are allowed for a ResourceSlice:"
                        + " get, watch, list, create, update, patch, delete, deletecollection";
        };
    }

    private static String node(String node, Attributes attributes) {
        var resource = attributes.resource();
        if (resource.subresource().equals("status")) {
            return STATUS_WRITES.contains(attributes.verb()) ? "" : NO;
        }
        if (!resource.subresource().isEmpty()) {
            return NO;
        }
        if (WRITES.contains(attributes.verb())) {
            return "";
        }
        if (!READS.contains(attributes.verb())) {
            return NO;
        }
        if (resource.name().equals(node)) {
            return "";
        }
        return resource.name().isEmpty()
                ? "node '" + node + "' cannot read all nodes, only its own Node object"
                : "node '" + node + "' cannot read '" + resource.name() + "', only its own Node object";
    }

    private String pod(String node, Attributes attributes) {
        var verb = attributes.verb();
        return switch (attributes.resource().subresource()) {
            case "" ->
                switch (verb) {
                    case "get" -> getting(node, attributes);
                    case "list", "watch" -> listing(node, attributes);
                    case "create", "delete" -> "";
                    default -> NO;
                };
            case "status" -> STATUS_WRITES.contains(verb) ? "" : NO;
            case "eviction" -> verb.equals("create") ? "" : NO;
            default -> NO;
        };
    }

    private String listing(String node, Attributes attributes) {
        if (isLimitedTo(node, attributes)) {
            return "";
        }
        return attributes.resource().name().isEmpty()
                ? "can only list/watch pods with spec.nodeName field selector"
                : referring(node, attributes.resource());
    }

    private static boolean isLimitedTo(String node, Attributes attributes) {
        var field = attributes.selectors().field();
        try {
            return !field.isEmpty()
                    && FieldSelector.parse(field)
                            .required(NODE_NAME)
                            .filter(node::equals)
                            .isPresent();
        } catch (MalformedException e) {
            return false;
        }
    }

    /** Follows no longer. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        subscriptions = List.of();
    }
}
