package dev.mudi.controllers.daemonset;

import dev.mudi.controllers.history.RevisionHistory;
import dev.mudi.controllers.pods.PodControl;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;

/** The pods of a DaemonSet. */
final class DaemonPod {
    private static final String NAME_FIELD = "metadata.name";

    private DaemonPod() {}

    /** The template's spec with what every daemon bears: nodes that are ill, under pressure, or closed to others. */
    static PodSpec spec(DaemonSet set) {
        var spec = set.getSpec().getTemplate().getSpec();
        List<Toleration> tolerations = new ArrayList<>(spec.getTolerations());
        add(tolerations, "node.kubernetes.io/not-ready", "NoExecute");
        add(tolerations, "node.kubernetes.io/unreachable", "NoExecute");
        add(tolerations, "node.kubernetes.io/disk-pressure", "NoSchedule");
        add(tolerations, "node.kubernetes.io/memory-pressure", "NoSchedule");
        add(tolerations, "node.kubernetes.io/pid-pressure", "NoSchedule");
        add(tolerations, "node.kubernetes.io/unschedulable", "NoSchedule");
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            add(tolerations, "node.kubernetes.io/network-unavailable", "NoSchedule");
        }
        return new PodSpecBuilder(spec).withTolerations(tolerations).build();
    }

    private static void add(List<Toleration> tolerations, String key, String effect) {
        var wanted = new TolerationBuilder()
                .withKey(key)
                .withOperator("Exists")
                .withEffect(effect)
                .build();
        tolerations.removeIf(other -> key.equals(other.getKey()) && effect.equals(other.getEffect()));
        tolerations.add(wanted);
    }

    /** A pod that the scheduler can put on that node only. */
    static Pod of(DaemonSet set, String hash, String node) {
        return new PodBuilder(PodControl.fromTemplate(set.getSpec().getTemplate(), set))
                .editMetadata()
                .addToLabels(RevisionHistory.LABEL, hash)
                .endMetadata()
                .withSpec(onNode(spec(set), node))
                .build();
    }

    private static PodSpec onNode(PodSpec spec, String node) {
        var affinity = spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity();
        var required = affinity == null ? null : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
        List<NodeSelectorTerm> terms =
                required == null || required.getNodeSelectorTerms().isEmpty()
                        ? List.of(new NodeSelectorTerm())
                        : required.getNodeSelectorTerms();
        var bound = terms.stream()
                .map(term -> new NodeSelectorTermBuilder(term)
                        .withMatchFields(new NodeSelectorRequirementBuilder()
                                .withKey(NAME_FIELD)
                                .withOperator("In")
                                .withValues(node)
                                .build())
                        .build())
                .toList();
        return new PodSpecBuilder(spec)
                .editOrNewAffinity()
                .editOrNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(bound)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .build();
    }

    /** The node that the pod is on or is meant for; empty when it is for none in particular. */
    static String node(Pod pod) {
        var name = pod.getSpec().getNodeName();
        if (name != null && !name.isEmpty()) {
            return name;
        }
        var affinity = pod.getSpec().getAffinity() == null
                ? null
                : pod.getSpec().getAffinity().getNodeAffinity();
        var required = affinity == null ? null : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null
                ? ""
                : required.getNodeSelectorTerms().stream()
                        .flatMap(term -> term.getMatchFields().stream())
                        .filter(field -> field.getKey().equals(NAME_FIELD)
                                && field.getValues().size() == 1)
                        .map(field -> field.getValues().getFirst())
                        .findFirst()
                        .orElse("");
    }

    /** The hash of the template that the pod is of. */
    static String hash(Pod pod) {
        var labels = pod.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(RevisionHistory.LABEL, "");
    }
}
