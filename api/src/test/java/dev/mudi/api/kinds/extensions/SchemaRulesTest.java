package dev.mudi.api.kinds.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A table of schemas with rules, and what upstream's 1.36 says of them when a definition is written. */
class SchemaRulesTest {
    private static final FieldPath PLACE = FieldPath.of("spec", "validation", "openAPIV3Schema");

    @TestFactory
    List<DynamicTest> areRefusedAsUpstreamDoes() throws Exception {
        try (var in = SchemaRulesTest.class.getResourceAsStream("schema-rules.jsonl")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::object)
                    .map(row -> DynamicTest.dynamicTest(row.string("name"), () -> check(row)))
                    .toList();
        }
    }

    private static void check(ObjectValue row) {
        assertThat(complaints(row.object("schema"), false))
                .containsExactlyInAnyOrderElementsOf(row.array("errs").strings().toList());
    }

    private static List<String> complaints(ObjectValue schema, boolean unchanged) {
        var errors = new FieldErrors();
        SchemaValidation.validate(At.of(schema, PLACE, errors), false, unchanged);
        return errors.list().stream()
                .map(error -> error.kind().words() + "|" + error.message())
                .toList();
    }

    @Test
    void aMapHasOneSchemaOfItsItems() {
        var map = "{\"type\":\"object\",\"properties\":{\"l\":{\"type\":\"array\",\"x-kubernetes-list-type\":\"map\","
                + "\"x-kubernetes-list-map-keys\":[\"k\"],\"items\":[]}}}";
        var items = PLACE + ".properties[l].items: ";
        assertThat(complaints(Json.object(map), false))
                .map(complaint -> complaint.substring(complaint.indexOf('|') + 1))
                .containsExactlyInAnyOrder(
                        items + "Required value: must be specified",
                        items + "Invalid value: {\"Schema\":null,\"JSONSchemas\":[]}: must only have a single schema if"
                                + " x-kubernetes-list-type is map");
    }

    /** Each of twenty rules is cheap enough, all of them are not; which four are named is left to chance upstream. */
    @Test
    void areRefusedForWhatAllOfThemCost() {
        var properties = ObjectValue.builder();
        for (int i = 0; i < 20; i++) {
            properties.put("l" + i, list());
        }
        var complaints =
                complaints(Json.object("{\"type\": \"object\"}").with("properties", properties.build()), false);
        assertThat(complaints).hasSize(5);
        assertThat(complaints.subList(0, 4))
                .allMatch(complaint -> complaint.endsWith(
                        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        assertThat(complaints.getLast()).contains("exceeds budget by factor of 1.8x");
    }

    private static ObjectValue list() {
        return Json.object("""
                {"type": "array", "maxItems": 1000, "items": {"type": "string", "maxLength": 10},
                 "x-kubernetes-validations": [{"rule": "self.all(x, self.all(y, x != y))"}]}
                """);
    }

    @Test
    void mayCostWhatTheyDidIfTheSchemaWasThereBefore() {
        var expensive = Json.object("{\"type\": \"object\"}")
                .with("properties", ObjectValue.of("l", list().with("maxItems", Value.of(1500))));
        assertThat(complaints(expensive, false)).singleElement().asString().contains("estimated rule cost exceeds");
        assertThat(complaints(expensive, true)).isEmpty();
    }
}
