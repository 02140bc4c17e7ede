package dev.mudi.controllers.statefulset;

import dev.mudi.client.OwnerReferences;
import dev.mudi.controllers.history.RevisionHistory;
import dev.mudi.controllers.pods.PodControl;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** The pods of a StatefulSet, and their claims. */
final class StatefulPod {
    private static final String NAME_LABEL = "statefulset.kubernetes.io/pod-name";
    private static final String INDEX_LABEL = "apps.kubernetes.io/pod-index";

    private StatefulPod() {}

    static int firstOrdinal(StatefulSet set) {
        var ordinals = set.getSpec().getOrdinals();
        return ordinals == null ? 0 : Objects.requireNonNullElse(ordinals.getStart(), 0);
    }

    static int replicas(StatefulSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    static String name(StatefulSet set, int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /** The pod's ordinal; empty when its name is not one that the set gives. */
    static OptionalInt ordinal(StatefulSet set, Pod pod) {
        var prefix = set.getMetadata().getName() + "-";
        var name = pod.getMetadata().getName();
        var digits = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return digits.matches("0|[1-9][0-9]{0,8}") ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    /** The name of the revision that the pod is of. */
    static String revision(Pod pod) {
        var labels = pod.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(RevisionHistory.LABEL, "");
    }

    /** The pod of an ordinal, of a revision's template. */
    static Pod of(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        var name = name(set, ordinal);
        var pod = PodControl.fromTemplate(template, set);
        return new PodBuilder(pod)
                .editMetadata()
                .withGenerateName(null)
                .withName(name)
                .addToLabels(NAME_LABEL, name)
                .addToLabels(INDEX_LABEL, Integer.toString(ordinal))
                .addToLabels(RevisionHistory.LABEL, revision)
                .endMetadata()
                .editSpec()
                .withHostname(name)
                .withSubdomain(set.getSpec().getServiceName())
                .withVolumes(volumes(set, pod, ordinal))
                .endSpec()
                .build();
    }

    private static List<Volume> volumes(StatefulSet set, Pod pod, int ordinal) {
        List<Volume> volumes = new ArrayList<>();
        for (var template : set.getSpec().getVolumeClaimTemplates()) {
            volumes.add(new VolumeBuilder()
                    .withName(template.getMetadata().getName())
                    .withNewPersistentVolumeClaim(claimName(set, template, ordinal), false)
                    .build());
        }
        pod.getSpec().getVolumes().stream()
                .filter(volume ->
                        volumes.stream().noneMatch(claimed -> claimed.getName().equals(volume.getName())))
                .toList()
                .forEach(volumes::add);
        return volumes;
    }

    private static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
        return template.getMetadata().getName() + "-" + name(set, ordinal);
    }

    /** The claims of an ordinal; they go with the set only where its retention policy says so. */
    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
        boolean goesWithSet = policy != null && "Delete".equals(policy.getWhenDeleted());
        return set.getSpec().getVolumeClaimTemplates().stream()
                .map(template -> new PersistentVolumeClaimBuilder(template)
                        .editMetadata()
                        .withNamespace(set.getMetadata().getNamespace())
                        .withName(claimName(set, template, ordinal))
                        .addToLabels(set.getSpec().getSelector().getMatchLabels())
                        .withOwnerReferences(
                                goesWithSet ? List.of(OwnerReferences.controllerReference(set)) : List.of())
                        .endMetadata()
                        .withStatus(null)
                        .build())
                .toList();
    }
}
