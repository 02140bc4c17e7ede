package dev.mudi.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A table of objects and what upstream's 1.36 says of them: of new ones, or, where a row has the object before too, of those
 * that replace it. The metadata is not looked at.
 */
class RulesTest {
    private static final ResourceRegistry RESOURCES = ResourceRegistry.builtInWithAlphaAndBeta(Strategies::of);

    @TestFactory
    List<DynamicTest> complainAsUpstreamDoes() throws Exception {
        try (var in = RulesTest.class.getResourceAsStream("rules.jsonl")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::object)
                    .map(row -> DynamicTest.dynamicTest(row.string("name"), () -> check(row)))
                    .toList();
        }
    }

    /** Objects that are compared are in the form in which they are kept. */
    private static ObjectValue canonical(ObjectValue row, ObjectValue object) {
        var resource = RESOURCES.findPreferred(row.string("group"), row.string("resource"));
        return Decoder.canonical(object, resource.orElseThrow().schema());
    }

    private static void check(ObjectValue row) {
        var strategy = Strategies.of(row.string("group"), row.string("resource"));
        var chosen = row.has("subresource") ? strategy.subresource(row.string("subresource")) : strategy;
        var object = chosen.applyDefaults(row.object("object"));
        var errors = new FieldErrors();
        if (row.has("before")) {
            var before = canonical(row, chosen.applyDefaults(row.object("before")));
            chosen.validateUpdate(canonical(row, chosen.prepareForUpdate(object, before)), before, errors);
        } else {
            chosen.validate(chosen.prepareForCreate(object), errors);
        }
        assertThat(errors.list())
                .extracting(FieldError::message)
                .containsExactlyElementsOf(row.array("errs").strings().toList());
    }
}
