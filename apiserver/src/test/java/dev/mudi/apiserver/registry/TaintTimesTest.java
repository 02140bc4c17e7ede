package dev.mudi.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaintTimesTest {
    private static final String SLICES = "/apis/resource.k8s.io/v1/resourceslices";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ResourceDefinition RULES = ResourceDefinition.builder(
                    new ResourceName("resource.k8s.io", "v1beta2", "devicetaintrules"),
                    "DeviceTaintRule",
                    Struct.of(List.of()))
            .build();
    private static final String LONG_AGO = "2001-01-01T00:00:00Z";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ObjectValue written(String method, String uri, String body, int code) {
        var answer = server.call(method, uri, body);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        return answer.object();
    }

    private static String slice(String taints) {
        return """
                {"metadata":{"name":"s"},"spec":{"driver":"d.example.org","nodeName":"n",
                 "pool":{"name":"p","generation":1,"resourceSliceCount":1},
                 "devices":[{"name":"a","taints":[%s]}]}}""".formatted(taints);
    }

    private static ObjectValue taint(ObjectValue slice, int index) {
        return slice.object("spec").array("devices").object(0).array("taints").object(index);
    }

    @Test
    void aTaintThatAnUpdateBringsHasTheTimeOfIt() {
        var given = "{\"key\":\"old\",\"effect\":\"NoSchedule\",\"timeAdded\":\"" + LONG_AGO + "\"}";
        written("POST", SLICES, slice(given), 201);

        var next = written("PUT", SLICES + "/s", slice(given + ",{\"key\":\"new\",\"effect\":\"NoSchedule\"}"), 200);

        assertThat(taint(next, 0).string("timeAdded")).isEqualTo(LONG_AGO);
        assertThat(taint(next, 1).string("timeAdded")).isGreaterThan(LONG_AGO);
        assertThat(next.object("metadata").integer("generation", 0)).isEqualTo(2);
    }

    private static ObjectValue rule(String taint) {
        return Json.object("{\"spec\":{\"taint\":" + taint + "}}");
    }

    private static String changed(String next, String current) {
        return TaintTimes.ofChange(RULES, rule(next), rule(current), NOW)
                .object("spec")
                .object("taint")
                .string("timeAdded");
    }

    @Test
    void theTaintOfARuleHasATime() {
        var filled = TaintTimes.applyDefaults(RULES, Strategy.NONE, rule("{\"key\":\"k\"}"), NOW);

        assertThat(filled.object("spec").object("taint").string("timeAdded")).isEqualTo(NOW.toString());
    }

    @Test
    void aChangeOfTheEffectOfARuleMovesItsTime() {
        var before = "{\"effect\":\"NoSchedule\",\"timeAdded\":\"" + LONG_AGO + "\"}";

        assertThat(changed(before, before)).isEqualTo(LONG_AGO);
        assertThat(changed(before.replace("Schedule", "Execute"), before)).isEqualTo(NOW.toString());
        assertThat(changed("{\"effect\":\"NoExecute\",\"timeAdded\":\"2002-01-01T00:00:00Z\"}", before))
                .as("who says a time means it")
                .isEqualTo("2002-01-01T00:00:00Z");
    }
}
