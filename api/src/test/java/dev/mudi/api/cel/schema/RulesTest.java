package dev.mudi.api.cel.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A table of schemas with rules, objects before and after, and what upstream's 1.36 makes of them: complaints and costs. */
class RulesTest {
    @TestFactory
    List<DynamicTest> complainAndCostAsUpstreamDoes() throws Exception {
        try (var in = RulesTest.class.getResourceAsStream("rules.jsonl")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::object)
                    .map(row -> DynamicTest.dynamicTest(row.string("name"), () -> check(row)))
                    .toList();
        }
    }

    private static void check(ObjectValue row) {
        assertThat(compiled(row))
                .isEqualTo(row.array("rules").objects().map(RulesTest::shown).toList());
        var errors = new FieldErrors();
        assertThat(validate(row, errors)).isEqualTo(row.integer("spent", 0));
        var found = errors.list().stream()
                .map(error -> error.kind().words() + "|" + error.message())
                .toList();
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(row.array("errs").strings().toList());
    }

    private static String shown(ObjectValue rule) {
        return String.join(
                " ",
                rule.string("maxCost"),
                Boolean.toString(rule.bool("old")),
                rule.string("msgCost"),
                rule.string("path"),
                rule.string("error"),
                rule.string("msgError"));
    }

    private static List<String> compiled(ObjectValue row) {
        var shown = new ArrayList<String>();
        var type = DeclaredType.of(row.object("schema"), row.bool("root")).orElseThrow();
        for (var rule : CompiledRule.compile(row.object("schema"), type)) {
            shown.add(String.join(
                    " ",
                    Long.toUnsignedString(rule.main().cost().most()),
                    Boolean.toString(rule.usesOldSelf()),
                    Long.toUnsignedString(
                            rule.message().map(message -> message.cost().most()).orElse(0L)),
                    rule.path().map(FieldPath::toString).orElse(""),
                    rule.main().complaint().orElse(""),
                    rule.message().flatMap(CompiledRule.Part::complaint).orElse("")));
        }
        return shown;
    }

    /** What it cost. */
    private static long validate(ObjectValue row, FieldErrors errors) {
        var schema = row.object("schema");
        var now = row.get("obj").orElseThrow();
        var before = row.get("old");
        var correlation = before.filter(old -> row.bool("ratchet")).map(old -> new Correlation(now, old, schema));
        long budget = row.integer("budget", Rules.BUDGET);
        var rules = Rules.of(schema, row.bool("root")).orElseThrow();
        return budget - rules.validate(now, before, FieldPath.ROOT, correlation, errors, () -> false, budget);
    }

    @Test
    void giveUpWhenTheyAreInterrupted() {
        var schema = Json.object("""
                {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "integer"}}},
                 "x-kubernetes-validations": [{"rule": "self.l.all(x, x > 0)"}, {"rule": "false"}]}
                """);
        var errors = new FieldErrors();
        Rules.of(schema, false)
                .orElseThrow()
                .validate(
                        Json.object("{\"l\": [1, 2, 3]}"),
                        Optional.empty(),
                        FieldPath.ROOT,
                        Optional.empty(),
                        errors,
                        () -> true);
        assertThat(errors.list())
                .extracting(error -> error.body())
                .containsExactly(
                        "Invalid value: \"object\": operation interrupted evaluating rule: self.l.all(x, x > 0)");
    }
}
