package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A node writes about itself and its pods, and nothing else (upstream's plugin NodeRestriction). */
final class NodeRestriction implements Admission {
    private static final String USER_PREFIX = "system:node:";
    private static final String GROUP = "system:nodes";
    private static final Set<String> KUBELET_SIGNERS =
            Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");
    private static final String LEASES = "kube-node-lease";
    private static final String RESTRICTION = "node-restriction.kubernetes.io";
    private static final Set<String> KUBELET_LABELS = Set.of(
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region",
            "node.kubernetes.io/instance-type",
            "beta.kubernetes.io/instance-type",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch");
    private static final Set<String> KUBELET_LABEL_GROUPS = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

    private final LiveObjects objects;
    private final Authorizer authorizer;

    NodeRestriction(LiveObjects objects, Authorizer authorizer) {
        this.objects = objects;
        this.authorizer = authorizer;
    }

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        if (request.operation() != Operation.DELETE) {
            nodeOf(request).ifPresent(node -> check(request, node, object));
        }
        return object;
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE) {
            nodeOf(request).ifPresent(node -> check(request, node, ObjectValue.EMPTY));
        }
    }

    /** The node that asks, if it is a node that asks. */
    private static Optional<String> nodeOf(AdmissionRequest request) {
        var user = request.context().user();
        boolean node = user.groups().contains(GROUP) && user.name().startsWith(USER_PREFIX);
        return node ? Optional.of(user.name().substring(USER_PREFIX.length())) : Optional.empty();
    }

    private void check(AdmissionRequest request, String node, ObjectValue object) {
        var subresource = request.target().subresource();
        switch (request.target().definition().name().qualified()) {
            case "pods" -> {
                switch (subresource) {
                    case "" -> checkPod(request, node, object);
                    case "status" -> checkPodStatus(request, node, object);
                    case "eviction" ->
                        mustRunHere(request, node, node + " can only evict pods with spec.nodeName set to itself");
                    default ->
                        throw request.forbidden("unexpected pod subresource \"" + subresource
                                + "\", only 'status' and 'eviction' are allowed");
                }
            }
            case "nodes" -> checkNode(request, node, object);
            case "persistentvolumeclaims" -> checkClaimStatus(request, node, object);
            case "resourceslices.resource.k8s.io" -> checkSlice(request, node, object);
            case "certificatesigningrequests.certificates.k8s.io" -> checkSigningRequest(request, node, object);
            case "serviceaccounts" -> checkToken(request, node, object);
            case "leases.coordination.k8s.io" -> checkLease(request, node, object);
            case "csinodes.storage.k8s.io" ->
                checkNamed(request, node, object, "can only access CSINode with the same name as the requesting node");
            default -> {}
        }
    }

    private ObjectValue podNamed(AdmissionRequest request) {
        var target = request.target();
        return objects.get("", "pods", target.namespace(), target.name())
                .orElseThrow(() -> StatusException.notFound("", "pods", target.name()));
    }

    private void mustRunHere(AdmissionRequest request, String node, String rule) {
        if (!podNamed(request).object("spec").string("nodeName").equals(node)) {
            throw request.forbidden("node " + rule);
        }
    }

    private void checkPod(AdmissionRequest request, String node, ObjectValue pod) {
        switch (request.operation()) {
            case DELETE ->
                mustRunHere(request, node, "\"" + node + "\" can only delete pods with spec.nodeName set to itself");
            case CREATE -> checkMirrorPod(request, node, pod);
            case UPDATE, CONNECT ->
                throw request.forbidden("unexpected operation \"" + request.operation() + "\", node \"" + node
                        + "\" can only create and delete mirror pods");
        }
    }

    private void checkMirrorPod(AdmissionRequest request, String node, ObjectValue pod) {
        var who = "node \"" + node + "\" can only create pods with ";
        if (!Pods.isMirror(pod)) {
            throw request.forbidden("pod does not have \"kubernetes.io/config.mirror\" annotation, node \"" + node
                    + "\" can only create mirror pods");
        }
        if (!pod.object("spec").string("nodeName").equals(node)) {
            throw request.forbidden(who + "spec.nodeName set to itself");
        }
        var owners = ObjectMeta.of(pod).ownerReferences();
        if (owners.size() > 1) {
            throw request.forbidden(who + "a single owner reference set to itself");
        }
        boolean own = owners.size() == 1
                && owners.getFirst().apiVersion().equals("v1")
                && owners.getFirst().kind().equals("Node")
                && owners.getFirst().name().equals(node);
        if (!own) {
            throw request.forbidden(who + "an owner reference set to itself");
        }
        if (!owners.getFirst().controller()) {
            throw request.forbidden(who + "a controller owner reference set to itself");
        }
        if (owners.getFirst().blockOwnerDeletion()) {
            throw request.forbidden("node \"" + node + "\" must not set blockOwnerDeletion on an owner reference");
        }
        var uid = objects.get("", "nodes", "", node)
                .map(there -> ObjectMeta.of(there).uid())
                .orElseThrow(() -> StatusException.notFound("", "nodes", node));
        if (!uid.equals(owners.getFirst().uid())) {
            throw request.forbidden("node " + node + " UID mismatch: expected "
                    + owners.getFirst().uid() + " got " + uid);
        }
        for (var field : new String[] {"configMap", "secret", "persistentVolumeClaim", "serviceAccountToken"}) {
            if (Pods.references(pod, field)) {
                throw request.forbidden("node \"" + node + "\" can not create pods that reference " + field + "s");
            }
        }
    }

    private static void checkPodStatus(AdmissionRequest request, String node, ObjectValue pod) {
        var old = request.old().orElse(ObjectValue.EMPTY);
        if (!old.object("spec").string("nodeName").equals(node)) {
            throw request.forbidden(
                    "node \"" + node + "\" can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!ObjectMeta.of(old).labels().equals(ObjectMeta.of(pod).labels())) {
            throw request.forbidden("node \"" + node + "\" cannot update labels through pod status");
        }
        var status = pod.object("status");
        var before = old.object("status");
        if (!status.array("resourceClaimStatuses").equals(before.array("resourceClaimStatuses"))) {
            throw request.forbidden("node \"" + node + "\" cannot update resource claim statues");
        }
        if (!status.object("extendedResourceClaimStatus").equals(before.object("extendedResourceClaimStatus"))) {
            throw request.forbidden("node \"" + node + "\" cannot update extended resource claim status");
        }
    }

    private static void checkClaimStatus(AdmissionRequest request, String node, ObjectValue claim) {
        if (!request.target().subresource().equals("status")) {
            throw request.forbidden("may only update PVC status");
        }
        if (!withoutSize(claim).equals(withoutSize(request.old().orElse(ObjectValue.EMPTY)))) {
            throw request.forbidden("node \"" + node
                    + "\" is not allowed to update fields other than status.quantity and status.conditions");
        }
    }

    /** What of a claim a node has no say in. */
    private static ObjectValue withoutSize(ObjectValue claim) {
        return claim.update(
                        "status",
                        status -> status.without("capacity")
                                .without("conditions")
                                .without("allocatedResourceStatuses")
                                .without("allocatedResources"))
                .update("metadata", meta -> meta.without("resourceVersion").without("managedFields"));
    }

    private static void checkSlice(AdmissionRequest request, String node, ObjectValue slice) {
        boolean deletes = request.operation() == Operation.DELETE;
        if (!deletes && request.operation() != Operation.CREATE) {
            return;
        }
        var concerned = deletes ? request.old().orElse(ObjectValue.EMPTY) : slice;
        if (!concerned.object("spec").string("nodeName").equals(node)) {
            throw request.forbidden("can only " + (deletes ? "delete" : "create")
                    + " ResourceSlice with the same NodeName as the requesting node");
        }
    }

    /** A node asks for certificates of its own only; what else is wrong with a request its signer says. */
    private static void checkSigningRequest(AdmissionRequest request, String node, ObjectValue object) {
        var spec = object.object("spec");
        boolean concerned =
                request.operation() == Operation.CREATE && KUBELET_SIGNERS.contains(spec.string("signerName"));
        if (!concerned) {
            return;
        }
        String name;
        try {
            name = RequestedSubject.commonName(spec.string("request"));
        } catch (IllegalArgumentException e) {
            throw request.forbidden("unable to parse csr: " + e.getMessage());
        }
        if (!name.equals(USER_PREFIX + node)) {
            throw request.forbidden("can only create a node CSR with CN=" + USER_PREFIX + node);
        }
    }

    private static void checkNode(AdmissionRequest request, String node, ObjectValue object) {
        var name = request.target().name().isEmpty()
                ? ObjectMeta.of(object).name()
                : request.target().name();
        if (!name.equals(node)) {
            throw request.forbidden("node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
        }
        if (request.operation() == Operation.DELETE) {
            return;
        }
        var old = request.old().orElse(ObjectValue.EMPTY);
        boolean creates = request.operation() == Operation.CREATE;
        if (!creates
                && !object.object("spec")
                        .array("taints")
                        .equals(old.object("spec").array("taints"))) {
            throw request.forbidden("node \"" + node + "\" is not allowed to modify taints");
        }
        var source = object.object("spec").get("configSource");
        if (!creates && source.isPresent() && !source.equals(old.object("spec").get("configSource"))) {
            throw request.forbidden(
                    "node \"" + node + "\" is not allowed to update configSource to a new non-nil configSource");
        }
        if (!creates
                && !ObjectMeta.of(object)
                        .ownerReferences()
                        .equals(ObjectMeta.of(old).ownerReferences())) {
            throw request.forbidden("node \"" + node + "\" is not allowed to modify ownerReferences");
        }
        var forbidden = forbiddenLabels(ObjectMeta.of(object), ObjectMeta.of(old));
        if (!forbidden.isEmpty()) {
            var list = String.join(", ", forbidden);
            throw request.forbidden(
                    creates
                            ? "node \"" + node + "\" is not allowed to set the following labels: " + list
                            : "is not allowed to modify labels: " + list);
        }
    }

    private static Set<String> forbiddenLabels(ObjectMeta next, ObjectMeta old) {
        var keys = new TreeSet<>(next.labels().keySet());
        keys.addAll(old.labels().keySet());
        keys.removeIf(
                key -> next.labels().getOrDefault(key, "\0").equals(old.labels().getOrDefault(key, "\0")));
        keys.removeIf(key -> !isForbidden(key));
        return keys;
    }

    private static boolean isForbidden(String label) {
        int slash = label.indexOf('/');
        var group = slash < 0 ? "" : label.substring(0, slash);
        if (in(group, RESTRICTION)) {
            return true;
        }
        boolean ofKubernetes = in(group, "kubernetes.io") || in(group, "k8s.io");
        return ofKubernetes
                && !KUBELET_LABELS.contains(label)
                && KUBELET_LABEL_GROUPS.stream().noneMatch(known -> in(group, known));
    }

    private static boolean in(String group, String domain) {
        return group.equals(domain) || group.endsWith("." + domain);
    }

    private void checkToken(AdmissionRequest request, String node, ObjectValue token) {
        if (request.operation() != Operation.CREATE
                || !request.target().subresource().equals("token")) {
            return;
        }
        var ref = token.object("spec").object("boundObjectRef");
        boolean toPod = ref.string("apiVersion").equals("v1")
                && ref.string("kind").equals("Pod")
                && !ref.string("name").isEmpty();
        if (!toPod) {
            throw request.forbidden("node requested token not bound to a pod");
        }
        if (ref.string("uid").isEmpty()) {
            throw request.forbidden("node requested token with a pod binding without a uid");
        }
        var name = ref.string("name");
        var pod = objects.get("", "pods", request.target().namespace(), name)
                .orElseThrow(() -> StatusException.notFound("", "pods", name));
        if (!ObjectMeta.of(pod).uid().equals(ref.string("uid"))) {
            throw request.forbidden("the UID in the bound object reference (" + ref.string("uid")
                    + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        if (!pod.object("spec").string("nodeName").equals(node)) {
            throw request.forbidden("node requested token bound to a pod scheduled on a different node");
        }
        checkAudience(request, token, pod);
    }

    private void checkAudience(AdmissionRequest request, ObjectValue token, ObjectValue pod) {
        var audiences = token.object("spec").array("audiences").strings().toList();
        if (audiences.size() > 1) {
            throw request.forbidden("node may only request 0 or 1 audiences");
        }
        var audience = audiences.isEmpty() ? "" : audiences.getFirst();
        boolean inPod = pod.object("spec")
                .array("volumes")
                .objects()
                .flatMap(volume -> volume.object("projected").array("sources").objects())
                .filter(source -> source.has("serviceAccountToken"))
                .anyMatch(source ->
                        source.object("serviceAccountToken").string("audience").equals(audience));
        if (inPod) {
            return;
        }
        var asked = new Authorizer.Resource(
                "",
                "v1",
                audience,
                "",
                request.target().namespace(),
                request.target().name());
        var user = request.context().user();
        var decision =
                authorizer.authorize(Authorizer.Attributes.of(user, "request-serviceaccounts-token-audience", asked));
        if (!decision.isAllowed()) {
            throw request.forbidden("audience \"" + audience + "\" not found in pod spec volume, " + user.name()
                    + " is not authorized to request tokens for this audience");
        }
    }

    private static void checkLease(AdmissionRequest request, String node, ObjectValue lease) {
        if (!request.target().namespace().equals(LEASES)) {
            throw request.forbidden("can only access leases in the \"" + LEASES + "\" system namespace");
        }
        checkNamed(request, node, lease, "can only access node lease with the same name as the requesting node");
    }

    private static void checkNamed(AdmissionRequest request, String node, ObjectValue object, String rule) {
        boolean creates = request.operation() == Operation.CREATE;
        var name = creates ? ObjectMeta.of(object).name() : request.target().name();
        if (!name.equals(node)) {
            throw request.forbidden(rule);
        }
    }
}
