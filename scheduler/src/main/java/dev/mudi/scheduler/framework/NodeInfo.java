package dev.mudi.scheduler.framework;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node with the pods on it, those assumed included. Immutable; {@link #with} and {@link #without} cost the number of the
 * node's pods.
 */
public final class NodeInfo {
    private final Node node;
    private final Resources allocatable;
    private final long allowedPods;
    private final Map<String, PodInfo> pods;
    private final Resources requested;
    private final Resources scoringRequested;
    private final Map<String, Long> imageSizes;

    private NodeInfo(Node node, Description description, Map<String, PodInfo> pods, Use use) {
        this.node = node;
        this.allocatable = description.allocatable;
        this.allowedPods = description.allowedPods;
        this.imageSizes = description.imageSizes;
        this.pods = pods;
        this.requested = use.requested;
        this.scoringRequested = use.scoringRequested;
    }

    /** What the object of the node says, worked out once. */
    private record Description(Resources allocatable, long allowedPods, Map<String, Long> imageSizes) {}

    /** What its pods take. */
    private record Use(Resources requested, Resources scoringRequested) {}

    /** A node without pods. */
    public static NodeInfo of(Node node) {
        return new NodeInfo(node, describe(node), Map.of(), new Use(Resources.NONE, Resources.NONE));
    }

    private static Description describe(Node node) {
        var status = node.getStatus();
        var quantities = status == null ? null : status.getAllocatable();
        long pods = quantities == null || quantities.get("pods") == null
                ? 0
                : quantities.get("pods").getNumericalAmount().longValue();
        return new Description(
                Resources.of(quantities), pods, status == null ? Map.of() : imageSizes(status.getImages()));
    }

    private static Map<String, Long> imageSizes(List<ContainerImage> images) {
        var sizes = new HashMap<String, Long>();
        for (var image : images) {
            for (var name : image.getNames()) {
                sizes.put(name, Objects.requireNonNullElse(image.getSizeBytes(), 0L));
            }
        }
        return sizes;
    }

    /** The same pods on a newer state of the node. */
    public NodeInfo on(Node newer) {
        return new NodeInfo(newer, describe(newer), pods, new Use(requested, scoringRequested));
    }

    /** With one more pod, or with a newer state of one that is here. */
    public NodeInfo with(PodInfo pod) {
        var next = new HashMap<>(pods);
        var before = next.put(pod.uid(), pod);
        return changed(next, before, pod);
    }

    /** Without a pod; the same if it is not here. */
    public NodeInfo without(String podUid) {
        if (!pods.containsKey(podUid)) {
            return this;
        }
        var next = new HashMap<>(pods);
        var before = next.remove(podUid);
        return changed(next, before, null);
    }

    private NodeInfo changed(Map<String, PodInfo> next, @Nullable PodInfo gone, @Nullable PodInfo come) {
        var sum = requested;
        var scoringSum = scoringRequested;
        if (gone != null) {
            sum = sum.minus(gone.requests());
            scoringSum = scoringSum.minus(gone.scoringRequests());
        }
        if (come != null) {
            sum = sum.plus(come.requests());
            scoringSum = scoringSum.plus(come.scoringRequests());
        }
        return new NodeInfo(
                node, new Description(allocatable, allowedPods, imageSizes), next, new Use(sum, scoringSum));
    }

    /** The object, shared, never changed. */
    public Node node() {
        return node;
    }

    /** Its name. */
    public String name() {
        return node.getMetadata().getName();
    }

    /** Its labels. */
    public Map<String, String> labels() {
        return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    }

    /** Its taints. */
    public List<Taint> taints() {
        return node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    }

    /** Whether it was cordoned. */
    public boolean isUnschedulable() {
        return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    }

    /** What its pods may take together. */
    public Resources allocatable() {
        return allocatable;
    }

    /** How many pods it may have. */
    public long allowedPods() {
        return allowedPods;
    }

    /** Its pods by uid. */
    public Map<String, PodInfo> pods() {
        return pods;
    }

    /** What its pods take. */
    public Resources requested() {
        return requested;
    }

    /** What its pods take, for scoring. */
    public Resources scoringRequested() {
        return scoringRequested;
    }

    /** The bytes of an image that it has; 0 if it has not. */
    public long imageSize(String image) {
        return imageSizes.getOrDefault(image, 0L);
    }
}
