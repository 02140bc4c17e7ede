package dev.mudi.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RequestConditionsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static ObjectValue request(String condition) {
        return Json.object("{\"status\":{\"conditions\":[" + condition + "]}}");
    }

    private static ObjectValue timed(String condition, String before) {
        return RequestConditions.timed(request(condition), request(before), NOW)
                .object("status")
                .array("conditions")
                .object(0);
    }

    @Test
    void anApprovalWithoutTimesHasThatOfItsWriting() {
        var condition = timed("{\"type\":\"Approved\",\"status\":\"True\",\"lastUpdateTime\":null}", "");

        assertThat(condition.string("lastUpdateTime")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(condition.string("lastTransitionTime")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void aConditionThatWasSoBeforeKeepsTheTimeOfItsChange() {
        var before = "{\"type\":\"Approved\",\"status\":\"True\",\"lastTransitionTime\":\"2025-01-01T00:00:00Z\"}";
        var condition = timed("{\"type\":\"Approved\",\"status\":\"True\"}", before);

        assertThat(condition.string("lastTransitionTime")).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(condition.string("lastUpdateTime")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void timesThatAreGivenStay() {
        var given = "{\"type\":\"Denied\",\"status\":\"True\",\"lastTransitionTime\":\"2025-01-01T00:00:00Z\","
                + "\"lastUpdateTime\":\"2025-01-01T00:00:01Z\"}";
        var condition = timed(given, "");

        assertThat(condition.string("lastTransitionTime")).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(condition.string("lastUpdateTime")).isEqualTo("2025-01-01T00:00:01Z");
    }
}
