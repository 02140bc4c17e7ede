package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictFieldsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String JSON_PATCH = "application/json-patch+json";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
        server.createConfigMaps("default", List.of("a"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsWrongIsToldInTheOrderOfTheText() {
        server.call(
                "POST",
                MAPS,
                "{\"metadata\":{\"name\":\"b\"},\"data\":{\"x\":\"1\",\"x\":\"2\"},\"foo\":1,\"metadata\":{\"name\":\"b\",\"nope\":2}}");

        assertThat(server.warnings().texts())
                .containsExactly(
                        "duplicate field \"data.x\"",
                        "unknown field \"foo\"",
                        "duplicate field \"metadata\"",
                        "unknown field \"metadata.nope\"");
    }

    @Test
    void whatYamlFindsIsToldLineByLineAndFirst() {
        server.call(
                "POST",
                MAPS,
                "metadata:\n  name: b\ndata:\n  a: b\n  a: c\nfoo: 1\n",
                "Content-Type",
                "application/yaml");

        assertThat(server.warnings().texts())
                .containsExactly("line 5: key \"a\" already set in map", "unknown field \"foo\"");
    }

    @Test
    void patchesAreReadAsStrictlyAsObjects() {
        var body = "{\"data\":{\"x\":\"y\",\"x\":\"z\"},\"foo\":1}";
        server.call("PATCH", MAPS + "/a", body, "Content-Type", MERGE);
        server.call("PATCH", MAPS + "/a", body, "Content-Type", STRATEGIC);
        var strict = server.call("PATCH", MAPS + "/a?fieldValidation=Strict", body, "Content-Type", STRATEGIC);

        assertThat(server.warnings().texts()).containsExactly("duplicate field \"data.x\"", "unknown field \"foo\"");
        assertThat(strict.code()).isEqualTo(422);
        assertThat(strict.object().string("message"))
                .isEqualTo(" \"\" is invalid: patch: Invalid value: \"map[data:map[x:z] foo:1]\": strict decoding"
                        + " error: duplicate field \"data.x\", unknown field \"foo\"");
    }

    @Test
    void operationsOfAJsonPatchAreReadStrictlyToo() {
        var body = "[{\"op\":\"add\",\"op\":\"add\",\"path\":\"/data/x\",\"value\":\"1\",\"bar\":2}]";
        server.call("PATCH", MAPS + "/a", body, "Content-Type", JSON_PATCH);

        assertThat(server.warnings().texts())
                .containsExactly("json patch duplicate field \"[0].op\"", "json patch unknown field \"[0].bar\"");
    }

    @Test
    void whetherThereIsAnObjectIsAskedBeforeWhatThePatchSays() {
        assertThat(server.call("PATCH", MAPS + "/nope", "{", "Content-Type", MERGE)
                        .code())
                .isEqualTo(404);
        assertThat(server.call("PATCH", MAPS + "/a", "{", "Content-Type", MERGE).code())
                .isEqualTo(400);
    }

    @Test
    void aPatchMayNotTakeTheNameAway() {
        var patch = "[{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]";
        var answer = server.call("PATCH", MAPS + "/a", patch, "Content-Type", JSON_PATCH);

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.object().string("message"))
                .isEqualTo("the name of the object (a based on URL) was undeterminable: name must be provided");
    }

    @Test
    void aPatchMayNotTakeTheVersionAway() {
        var taking = List.of(
                server.call("PATCH", MAPS + "/a", "{\"apiVersion\":null}", "Content-Type", MERGE),
                server.call("PATCH", MAPS + "/a", "{\"apiVersion\":\"\",\"kind\":\"\"}", "Content-Type", MERGE),
                server.call(
                        "PATCH",
                        MAPS + "/a",
                        "[{\"op\":\"remove\",\"path\":\"/apiVersion\"}]",
                        "Content-Type",
                        JSON_PATCH));

        assertThat(taking).allSatisfy(answer -> {
            assertThat(answer.code()).isEqualTo(400);
            assertThat(answer.object().string("message")).contains("was undeterminable");
        });
        assertThat(server.warnings().texts()).contains("unknown field \"metadata\"");
        var strictly = server.call(
                "PATCH", MAPS + "/a?fieldValidation=Strict", "{\"apiVersion\":null}", "Content-Type", MERGE);
        assertThat(strictly.code()).isEqualTo(422);
        assertThat(strictly.object().string("message"))
                .endsWith(": strict decoding error: unknown field \"data\", unknown field \"metadata\"");
    }

    @Test
    void aPatchMayTakeTheKindAway() {
        var answer = server.call("PATCH", MAPS + "/a?fieldValidation=Strict", "{\"kind\":\"\"}", "Content-Type", MERGE);

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.object().string("kind")).isEqualTo("ConfigMap");
    }

    @Test
    void aDryRunIsNothingElseThanAll() {
        var answer = server.call("POST", MAPS + "?dryRun=", "{\"metadata\":{\"name\":\"b\"}}");

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.object().string("message"))
                .isEqualTo("CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"\"]:"
                        + " supported values: \"All\"");
    }
}
