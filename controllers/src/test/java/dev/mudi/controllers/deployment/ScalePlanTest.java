package dev.mudi.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScalePlanTest {
    static Deployment deployment(int replicas, String maxSurge, String maxUnavailable, String image) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web")
                .withUid("uid")
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withProgressDeadlineSeconds(600)
                .withRevisionHistoryLimit(2)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(quantity(maxSurge))
                .withMaxUnavailable(quantity(maxUnavailable))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static IntOrString quantity(String text) {
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
    }

    private static ReplicaSet set(String name, int size, int available, String image, int age, int max) {
        var template = deployment(1, "0", "0", image).getSpec().getTemplate();
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-01-01T00:00:0" + (9 - age) + "Z")
                .addToAnnotations("deployment.kubernetes.io/max-replicas", Integer.toString(max))
                .endMetadata()
                .withNewSpec()
                .withReplicas(size)
                .withTemplate(template)
                .endSpec()
                .withNewStatus()
                .withReplicas(size)
                .withAvailableReplicas(available)
                .endStatus()
                .build();
    }

    private static Map<String, Integer> sizes(ScalePlan plan) {
        Map<String, Integer> sizes = new TreeMap<>();
        plan.scales().forEach(scale -> sizes.put(scale.set().getMetadata().getName(), scale.size()));
        return sizes;
    }

    @Test
    void scalesAHalfDoneRolloutInProportion() {
        // Kubernetes reference, "Deployments", "Proportional scaling": 10 to 15 with 3 surge and 2 unavailable.
        var deployment = deployment(15, "3", "2", "new");
        var rollout = Rollout.of(deployment, List.of(set("new", 5, 0, "new", 0, 13), set("old", 8, 8, "old", 1, 13)));
        assertThat(sizes(ScalePlan.proportional(rollout))).isEqualTo(Map.of("old", 11, "new", 7));
    }

    @Test
    void scalesTheOnlyActiveSetToTheFullSize() {
        var rollout = Rollout.of(deployment(5, "1", "1", "new"), List.of(set("new", 3, 3, "new", 0, 4)));
        assertThat(sizes(ScalePlan.proportional(rollout))).isEqualTo(Map.of("new", 5));
    }

    @Test
    void scalingToNothingTakesEverySetToNothing() {
        var rollout = Rollout.of(
                deployment(0, "25%", "25%", "new"),
                List.of(set("new", 2, 0, "new", 0, 5), set("old", 3, 3, "old", 1, 5)));
        assertThat(sizes(ScalePlan.proportional(rollout))).isEqualTo(Map.of("old", 0, "new", 0));
    }

    @Test
    void growsTheNewSetByTheSurgeBeforeItShrinksTheOld() {
        var rollout = Rollout.of(
                deployment(10, "30%", "20%", "new"),
                List.of(set("new", 0, 0, "new", 0, 13), set("old", 10, 10, "old", 1, 13)));
        assertThat(sizes(ScalePlan.rolling(rollout, rollout.current().orElseThrow())))
                .isEqualTo(Map.of("new", 3));
    }

    @Test
    void takesPodsThatNeverBecameAvailableFirst() {
        // 2 of the old pods are broken; nothing else may go while the new ones are not available.
        var rollout = Rollout.of(
                deployment(10, "3", "2", "new"),
                List.of(set("new", 3, 0, "new", 0, 13), set("old", 10, 8, "old", 1, 13)));
        assertThat(sizes(ScalePlan.rolling(rollout, rollout.current().orElseThrow())))
                .isEqualTo(Map.of("old", 8));
    }

    @Test
    void waitsWhileTheNewPodsAreNotAvailable() {
        var rollout = Rollout.of(
                deployment(10, "3", "2", "new"),
                List.of(set("new", 5, 0, "new", 0, 13), set("old", 8, 8, "old", 1, 13)));
        assertThat(ScalePlan.rolling(rollout, rollout.current().orElseThrow()).isEmpty())
                .isTrue();
    }

    @Test
    void aRolloutNeverLeavesItsBoundsAndAlwaysEnds() {
        for (int seed = 0; seed < 300; seed++) {
            simulate(new Random(seed));
        }
    }

    /** Rolls out with pods that become available in any order, and looks at the bounds after each step. */
    private static void simulate(Random random) {
        int wanted = 1 + random.nextInt(20);
        var deployment = deployment(wanted, Integer.toString(random.nextInt(4)), random.nextInt(60) + "%", "new");
        List<ReplicaSet> sets = new ArrayList<>(
                List.of(set("new", 0, 0, "new", 0, wanted), set("old", wanted, wanted, "old", 1, wanted)));
        int steps = 0;
        while (Rollout.size(sets.get(1)) > 0 || Rollout.available(sets.get(0)) < wanted) {
            assertThat(++steps).as("steps of a rollout of %d", wanted).isLessThan(1000);
            var rollout = Rollout.of(deployment, sets);
            var plan = ScalePlan.rolling(rollout, rollout.current().orElseThrow());
            for (var scale : plan.scales()) {
                resize(sets, scale);
            }
            assertThat(Rollout.sizes(sets)).isLessThanOrEqualTo(wanted + rollout.maxSurge());
            assertThat(Rollout.sum(sets, Rollout::available)).isGreaterThanOrEqualTo(wanted - rollout.maxUnavailable());
            var current = sets.get(0);
            if (Rollout.available(current) < Rollout.size(current) && random.nextBoolean()) {
                current.getStatus().setAvailableReplicas(Rollout.available(current) + 1);
            }
        }
    }

    private static void resize(List<ReplicaSet> sets, ScalePlan.Scale scale) {
        int index = sets.indexOf(scale.set());
        int available = Math.min(Rollout.available(scale.set()), scale.size());
        sets.set(
                index,
                new ReplicaSetBuilder(scale.set())
                        .editSpec()
                        .withReplicas(scale.size())
                        .endSpec()
                        .editStatus()
                        .withAvailableReplicas(available)
                        .withReplicas(scale.size())
                        .endStatus()
                        .build());
    }
}
