package dev.mudi.controllers.clusterroleaggregation;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ClusterRole role(String name, String verb) {
        return new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("aggregate", "yes")
                .endMetadata()
                .addNewRule()
                .withVerbs(verb)
                .withResources("pods")
                .endRule()
                .build();
    }

    @Test
    void aRoleHasTheRulesOfThoseItSelectsEachOnce() throws Exception {
        fixture.create(role("b", "list"));
        fixture.create(role("a", "get"));
        fixture.create(new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("all")
                .endMetadata()
                .withNewAggregationRule()
                .addNewClusterRoleSelector()
                .addToMatchLabels("aggregate", "yes")
                .endClusterRoleSelector()
                .endAggregationRule()
                .build());
        fixture.start(ClusterRoleAggregationController::new);
        eventually(() -> assertThat(verbs()).isEqualTo("get,list"));
        fixture.create(role("c", "get"));
        fixture.create(role("d", "watch"));
        eventually(() -> assertThat(verbs()).isEqualTo("get,list,watch"));
    }

    private String verbs() {
        return String.join(
                ",",
                fixture.client.rbac().clusterRoles().withName("all").get().getRules().stream()
                        .map(rule -> rule.getVerbs().getFirst())
                        .toList());
    }
}
