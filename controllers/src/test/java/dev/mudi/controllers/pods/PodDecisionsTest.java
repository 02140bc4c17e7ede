package dev.mudi.controllers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PodDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("a")
                .withUid("uid-" + name)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .endSpec();
    }

    private static PodBuilder ready(PodBuilder pod, String since) {
        return pod.withNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withLastTransitionTime(since)
                .endCondition()
                .endStatus();
    }

    private static List<String> firstToGo(int count, Pod... pods) {
        return PodRanking.firstToGo(List.of(pods), List.of(pods), count, NOW).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Test
    void unscheduledGoBeforePendingBeforeUnreadyBeforeReady() {
        var unscheduled =
                pod("unscheduled").editSpec().withNodeName(null).endSpec().build();
        var pending =
                pod("pending").withNewStatus().withPhase("Pending").endStatus().build();
        var unready =
                pod("unready").withNewStatus().withPhase("Running").endStatus().build();
        var ready = ready(pod("ready"), "2026-01-01T00:00:10Z").build();
        assertThat(firstToGo(3, ready, unready, pending, unscheduled))
                .containsExactly("unscheduled", "pending", "unready");
    }

    @Test
    void theCheaperToDeleteGoesFirstWhateverItsAge() {
        var dear = ready(pod("dear"), "2026-01-01T11:59:59Z")
                .editMetadata()
                .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", "10")
                .endMetadata()
                .build();
        var cheap = ready(pod("cheap"), "2026-01-01T00:00:10Z").build();
        assertThat(firstToGo(1, dear, cheap)).containsExactly("cheap");
    }

    @Test
    void thePodThatSharesItsNodeWithMoreSiblingsGoesFirst() {
        var alone = ready(pod("alone").editSpec().withNodeName("node-2").endSpec(), "2026-01-01T11:00:00Z")
                .build();
        var one = ready(pod("one"), "2026-01-01T00:00:10Z").build();
        var two = ready(pod("two"), "2026-01-01T00:00:10Z").build();
        assertThat(firstToGo(1, alone, one, two)).containsExactly("one");
    }

    @Test
    void theOneReadyForLessTimeGoesFirst() {
        var young = ready(pod("young"), "2026-01-01T11:59:00Z").build();
        var old = ready(pod("old"), "2026-01-01T00:00:10Z").build();
        assertThat(firstToGo(1, old, young)).containsExactly("young");
    }

    @Test
    void anOwnerKeepsReleasesAdoptsAndIgnores() {
        var owner = pod("owner").build();
        var selector =
                new LabelSelectorBuilder().withMatchLabels(Map.of("app", "web")).build();
        var orphan = pod("orphan").build();
        assertThat(Claims.decide(owner, selector, orphan)).isEqualTo(Claims.Claim.ADOPT);
        var mine = pod("mine")
                .editMetadata()
                .addToOwnerReferences(dev.mudi.client.OwnerReferences.controllerReference(owner))
                .endMetadata();
        assertThat(Claims.decide(owner, selector, mine.build())).isEqualTo(Claims.Claim.KEEP);
        var strayed = mine.editMetadata().withLabels(Map.of()).endMetadata().build();
        assertThat(Claims.decide(owner, selector, strayed)).isEqualTo(Claims.Claim.RELEASE);
        assertThat(Claims.decide(pod("other").build(), selector, strayed)).isEqualTo(Claims.Claim.IGNORE);
        var going = pod("owner")
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
        assertThat(Claims.decide(going, selector, orphan)).isEqualTo(Claims.Claim.IGNORE);
    }

    @Test
    void aBatchThatFailsEndsTheSlowStart() throws Exception {
        var attempts = new AtomicInteger();
        var outcome = SlowStart.run(100, number -> {
            attempts.incrementAndGet();
            if (number >= 3) {
                throw new KubernetesClientException("quota exceeded");
            }
        });
        assertThat(outcome.succeeded()).isEqualTo(3);
        assertThat(outcome.failure()).isPresent();
        assertThat(attempts).as("1, 2, and the batch of 4 that failed").hasValue(7);
        assertThat(SlowStart.run(10, number -> {}).succeeded()).isEqualTo(10);
    }

    @Test
    void hashesAreWrittenWithoutVowels() {

        assertThat(TemplateHash.safe("0123456789")).isEqualTo("456789bcdf");
    }
}
