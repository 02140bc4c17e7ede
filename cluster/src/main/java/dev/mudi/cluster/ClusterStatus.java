package dev.mudi.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What {@code mudi status} shows, from the informers' caches. Safe for several threads. */
final class ClusterStatus {
    private final Informer<Node> nodes;
    private final Informer<Pod> pods;
    private final String server;
    private final Map<String, String> components;

    /**
     * Will know nodes and pods.
     *
     * @param informers not yet started
     * @param components what this process is made of, with the state of each, in the order in which they are shown
     */
    ClusterStatus(Informers informers, String server, Map<String, String> components) {
        this.nodes = informers.of(Node.class);
        this.pods = informers.of(Pod.class);
        this.server = server;
        this.components = new LinkedHashMap<>(components);
    }

    JsonNode toJson() {
        var status = JsonNodeFactory.instance
                .objectNode()
                .put("mudi", Version.MUDI)
                .put("kubernetes", Version.KUBERNETES)
                .put("server", server)
                .put("pid", ProcessHandle.current().pid());
        var list = status.putArray("components");
        components.forEach((name, state) -> list.addObject().put("name", name).put("state", state));
        var nodeList = status.putArray("nodes");
        nodes.lister().list().stream()
                .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
                .forEach(node -> addNode(nodeList.addObject(), node));
        var podList = status.putArray("pods");
        pods.lister().list().stream()
                .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getNamespace())
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .forEach(pod -> addPod(podList.addObject(), pod));
        return status;
    }

    private void addNode(ObjectNode json, Node node) {
        var name = node.getMetadata().getName();
        json.put("name", name)
                .put("state", isReady(node) ? "Ready" : "NotReady")
                .put("address", address(node))
                .put(
                        "version",
                        node.getStatus().getNodeInfo() == null
                                ? ""
                                : node.getStatus().getNodeInfo().getKubeletVersion())
                .put(
                        "pods",
                        pods.lister().list().stream()
                                .filter(pod -> name.equals(pod.getSpec().getNodeName()))
                                .count());
    }

    static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private static String address(Node node) {
        return node.getStatus().getAddresses().stream()
                .filter(address -> address.getType().equals("InternalIP"))
                .map(NodeAddress::getAddress)
                .findFirst()
                .orElse("");
    }

    private static void addPod(ObjectNode json, Pod pod) {
        json.put("namespace", pod.getMetadata().getNamespace())
                .put("name", pod.getMetadata().getName())
                .put(
                        "state",
                        pod.getStatus() == null
                                ? ""
                                : Objects.requireNonNullElse(pod.getStatus().getPhase(), ""))
                .put(
                        "restarts",
                        pod.getStatus() == null
                                ? 0
                                : pod.getStatus().getContainerStatuses().stream()
                                        .mapToInt(ContainerStatus::getRestartCount)
                                        .sum())
                .put("node", Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""));
    }
}
