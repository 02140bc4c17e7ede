package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.ScalePaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Custom resources of one definition with every kind of schema, as upstream's own server stored or refused them. */
class GoldenCustomResourcesTest {
    private static final ObjectValue GOLDEN = read();

    private static ObjectValue read() {
        try (var in = GoldenCustomResourcesTest.class.getResourceAsStream("/golden/custom-resources.json")) {
            return Json.object(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<ObjectValue> cases() {
        return GOLDEN.array("cases").objects();
    }

    private static CustomStrategy strategy() {
        var spec = Json.object("{\"group\":\"ex.io\",\"versions\":[{\"name\":\"v1\",\"schema\":{}}]}");
        var version = spec.array("versions").object(0).withAt(GOLDEN.object("schema"), "schema", "openAPIV3Schema");
        var versions =
                new DefinedVersions(spec.with("versions", dev.mudi.api.tree.ArrayValue.of(version)), Converter.NONE);
        var scale =
                new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("status", "sel"));
        return new CustomStrategy(
                "ex.io/v1", versions, true, Optional.of(scale), new CustomStrategy.Notice(Optional.empty(), false));
    }

    private static String shown(String reason, String field, String message) {
        return reason + " " + field + ": " + message;
    }

    private static String shown(FieldError error) {
        return shown(error.kind().reason(), error.field(), error.body());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anObjectIsStoredOrRefusedAsUpstreamDoes(ObjectValue golden) throws Exception {
        var sent = Json.object(
                        "{\"apiVersion\":\"ex.io/v1\",\"kind\":\"Rich\",\"metadata\":{\"name\":\"r\",\"namespace\":\"default\"}}")
                .with("spec", golden.object("spec"));
        var strategy = strategy();
        var type = strategy.versions().type("ex.io/v1").orElseThrow();
        var object = strategy.applyDefaults(
                strategy.decoded(Decoder.decode(sent, type).object()));
        var errors = new FieldErrors();
        strategy.validate(object, errors);

        var causes = golden.array("causes").items().stream()
                .map(cause -> ((dev.mudi.api.tree.ArrayValue) cause).strings().toList())
                .map(cause -> shown(cause.get(0), cause.get(1), cause.get(2)))
                .toList();
        assertThat(errors.list().stream().map(GoldenCustomResourcesTest::shown))
                .containsExactlyInAnyOrderElementsOf(causes);
        if (causes.isEmpty()) {
            assertThat(object.object("spec")).isEqualTo(golden.object("stored"));
        }
    }
}
