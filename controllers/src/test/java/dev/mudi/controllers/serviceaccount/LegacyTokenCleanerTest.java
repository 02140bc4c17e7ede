package dev.mudi.controllers.serviceaccount;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LegacyTokenCleanerTest {
    private static final LocalDate KEEP_FROM = LocalDate.parse("2025-01-01");

    private static Secret secret(Map<String, String> labels) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("t")
                .withNamespace("work")
                .withLabels(labels)
                .addToAnnotations("kubernetes.io/service-account.name", "a")
                .endMetadata()
                .withType("kubernetes.io/service-account-token")
                .build();
    }

    private static LegacyToken.Verdict verdict(String created, Map<String, String> labels) {
        return LegacyToken.of(secret(labels), LocalDate.parse(created), KEEP_FROM);
    }

    @Test
    void aTokenThatNobodyUsesIsMadeInvalidAndRemovedAYearLater() {
        var used = "kubernetes.io/legacy-token-last-used";
        var invalid = "kubernetes.io/legacy-token-invalid-since";

        assertThat(verdict("2025-06-01", Map.of())).isEqualTo(LegacyToken.Verdict.KEEP);
        assertThat(verdict("2020-06-01", Map.of(used, "2025-02-01"))).isEqualTo(LegacyToken.Verdict.KEEP);
        assertThat(verdict("2020-06-01", Map.of())).isEqualTo(LegacyToken.Verdict.INVALIDATE);
        assertThat(verdict("2020-06-01", Map.of(used, "2022-02-01"))).isEqualTo(LegacyToken.Verdict.INVALIDATE);
        assertThat(verdict("2020-06-01", Map.of(invalid, "2025-02-01"))).isEqualTo(LegacyToken.Verdict.KEEP);
        assertThat(verdict("2020-06-01", Map.of(invalid, "2024-02-01"))).isEqualTo(LegacyToken.Verdict.DELETE);
    }

    @Test
    void onlyTokensThatAnAccountNamesAreCleaned() throws Exception {
        try (var fixture = new ControllerFixture()) {
            fixture.create(new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("kube-apiserver-legacy-service-account-token-tracking")
                    .withNamespace("kube-system")
                    .endMetadata()
                    .addToData("since", "2020-01-01")
                    .build());
            fixture.create(new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName("a")
                    .withNamespace("work")
                    .endMetadata()
                    .addNewSecret()
                    .withName("t")
                    .endSecret()
                    .build());
            var old = secret(Map.of("kubernetes.io/legacy-token-invalid-since", "2024-06-01"));
            fixture.create(old);
            fixture.create(new SecretBuilder(old)
                    .editMetadata()
                    .withName("by-hand")
                    .endMetadata()
                    .build());
            fixture.start(LegacyTokenCleaner::new);
            fixture.advance(Duration.ofDays(1_200));

            var secrets = fixture.client.secrets().inNamespace("work");
            eventually(() -> assertThat(secrets.list().getItems())
                    .extracting(one -> one.getMetadata().getName())
                    .doesNotContain("t")
                    .contains("by-hand"));
        }
    }
}
