package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.Environment;
import dev.mudi.api.cel.Expression;
import dev.mudi.api.cel.check.CompileException;
import dev.mudi.api.cel.cost.Range;
import dev.mudi.api.cel.plan.PlanException;
import dev.mudi.api.cel.plan.Program;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rule that was compiled, or what is wrong with it.
 *
 * @param rule the rule
 * @param main its expression
 * @param message the expression of its message, if it has one and the rule itself is good
 * @param usesOldSelf whether it compares with the value before
 * @param path where below the value it is shown
 */
record CompiledRule(Rule rule, Part main, Optional<Part> message, boolean usesOldSelf, Optional<FieldPath> path) {

    /**
     * An expression that was compiled, or what is wrong with it.
     *
     * @param program what evaluates it; empty if something is wrong, or there is none
     * @param complaint what is wrong
     * @param cost what it costs at most
     */
    record Part(Optional<Program> program, Optional<String> complaint, Range cost) {
        private static final Part NONE = new Part(Optional.empty(), Optional.empty(), Range.fixed(0));

        private static Part wrong(String complaint) {
            return new Part(Optional.empty(), Optional.of(complaint), Range.fixed(0));
        }
    }

    /** The rules of one schema. */
    static List<CompiledRule> compile(ObjectValue schema, DeclaredType type) {
        var structs = type.structs();
        var plain = new Environment(Map.of("self", type.type(), "oldSelf", type.type()), structs);
        var optional = new Environment(Map.of("self", type.type(), "oldSelf", CelType.optional(type.type())), structs);
        var compiled = new ArrayList<CompiledRule>();
        for (var tree : Schemas.rules(schema).objects().toList()) {
            var rule = new Rule(tree);
            compiled.add(compile(rule, schema, type, rule.hasOptionalOldSelf() ? optional : plain));
        }
        return compiled;
    }

    private static CompiledRule compile(Rule rule, ObjectValue schema, DeclaredType type, Environment environment) {
        if (rule.isEmpty()) {
            return new CompiledRule(rule, Part.NONE, Optional.empty(), false, Optional.empty());
        }
        Expression expression;
        try {
            expression = environment.compile(rule.text());
        } catch (CompileException e) {
            return wrong(rule, "compilation failed: " + e.complaints(), false);
        }
        if (expression.type().kind() != CelType.Kind.BOOL) {
            return wrong(rule, "cel expression must evaluate to a bool", false);
        }
        boolean usesOldSelf = expression.uses("oldSelf");
        Part main;
        try {
            main = new Part(Optional.of(expression.program()), Optional.empty(), expression.cost(type));
        } catch (PlanException e) {
            return wrong(rule, "program instantiation failed: " + e.reason(), usesOldSelf);
        }
        var message = rule.messageExpression().isEmpty()
                ? Optional.<Part>empty()
                : Optional.of(message(rule, type, environment));
        var path =
                rule.fieldPath().isEmpty() ? Optional.<FieldPath>empty() : FieldPaths.parse(rule.fieldPath(), schema);
        return new CompiledRule(rule, main, message, usesOldSelf, path);
    }

    private static CompiledRule wrong(Rule rule, String complaint, boolean usesOldSelf) {
        return new CompiledRule(rule, Part.wrong(complaint), Optional.empty(), usesOldSelf, Optional.empty());
    }

    private static Part message(Rule rule, DeclaredType type, Environment environment) {
        try {
            var expression = environment.compile(rule.messageExpression());
            if (expression.type().kind() != CelType.Kind.STRING) {
                return Part.wrong("messageExpression must evaluate to a string");
            }
            return new Part(Optional.of(expression.program()), Optional.empty(), expression.cost(type));
        } catch (CompileException e) {
            return Part.wrong("messageExpression compilation failed: " + e.complaints());
        } catch (PlanException e) {
            return Part.wrong("messageExpression instantiation failed: " + e.reason());
        }
    }
}
