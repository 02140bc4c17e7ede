package dev.mudi.api.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.cel.check.CompileException;
import dev.mudi.api.cel.cost.SizeSource;
import dev.mudi.api.cel.plan.PlanException;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A table of expressions with what upstream's 1.36 makes of them: type, value or error, complaints, costs. */
class ExpressionsTest {
    private static final Environment NONE = new Environment(Map.of(), List.of());

    @TestFactory
    List<DynamicTest> meanAndCostWhatTheyDoUpstream() throws Exception {
        try (var in = ExpressionsTest.class.getResourceAsStream("expressions.jsonl")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::object)
                    .map(row -> DynamicTest.dynamicTest(row.string("expr"), () -> check(row)))
                    .toList();
        }
    }

    private static void check(ObjectValue row) {
        var expected = new TreeMap<>(row.without("expr").strings());
        assertThat(outcome(row.string("expr"))).isEqualTo(expected);
    }

    private static Map<String, String> outcome(String text) {
        var outcome = new TreeMap<String, String>();
        try {
            var expression = NONE.compile(text);
            var cost = expression.cost(SizeSource.NONE);
            outcome.put("type", expression.type().toString());
            outcome.put("min", Long.toUnsignedString(cost.least()));
            outcome.put("max", Long.toUnsignedString(cost.most()));
            var result = expression.program().evaluate(name -> Optional.empty(), 1_000_000, () -> false);
            outcome.put("cost", Long.toString(result.cost()));
            if (result.value() instanceof ErrorVal(var message)) {
                outcome.put("error", message);
            } else {
                outcome.put("rtype", result.value().type().name());
                outcome.put("value", Literals.of(result.value()));
            }
        } catch (CompileException e) {
            outcome.put("compile", e.complaints());
        } catch (PlanException e) {
            outcome.put("program", e.reason());
        }
        return outcome;
    }
}
