package dev.mudi.kubelet.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.Test;

class StatusPatchTest {

    private static PodStatusBuilder status() {
        return new PodStatusBuilder()
                .withPhase("Running")
                .withReason("Because")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("True")
                .endCondition()
                .withPodIPs(new PodIP("10.0.0.1"));
    }

    @Test
    void equalStatusesNeedNoPatch() {
        assertThat(StatusPatch.between("u", status().build(), status().build())).isEmpty();
    }

    @Test
    void onlyWhatChangedIsSent() {
        var patch = StatusPatch.between(
                "u", status().build(), status().withPhase("Failed").build());

        assertThat(patch).contains("{\"metadata\":{\"uid\":\"u\"},\"status\":{\"phase\":\"Failed\"}}");
    }

    @Test
    void fieldsThatWentAreSetToNull() {
        assertThat(StatusPatch.between(
                        "u", status().build(), status().withReason(null).build()))
                .hasValueSatisfying(patch -> assertThat(patch).contains("\"reason\":null"));
    }

    @Test
    void aConditionThatIsTrueAgainLosesTheReasonWhyItWasNot() {
        var unready = status().editFirstCondition()
                .withStatus("False")
                .withReason("ContainersNotReady")
                .withMessage("containers with unready status: [a]")
                .endCondition()
                .build();

        assertThat(StatusPatch.between("u", unready, status().build()))
                .hasValueSatisfying(patch -> assertThat(patch)
                        .contains("\"status\":\"True\"")
                        .contains("\"reason\":null")
                        .contains("\"message\":null"));
    }

    @Test
    void listsAreMergedByTheirKeys() {
        var changed = status().editFirstCondition()
                .withStatus("False")
                .endCondition()
                .withPodIPs(new PodIP("10.0.0.2"))
                .build();

        assertThat(StatusPatch.between("u", status().build(), changed))
                .hasValueSatisfying(patch -> assertThat(patch)
                        .contains("\"type\":\"Ready\"")
                        .doesNotContain("PodScheduled")
                        .contains("{\"ip\":\"10.0.0.2\"}")
                        .contains("{\"$patch\":\"delete\",\"ip\":\"10.0.0.1\"}"));
    }

    @Test
    void aFirstStatusIsSentWhole() {
        assertThat(StatusPatch.between("u", new PodStatus(), status().build()))
                .hasValueSatisfying(
                        patch -> assertThat(patch).contains("\"phase\":\"Running\"", "PodScheduled", "10.0.0.1"));
    }
}
