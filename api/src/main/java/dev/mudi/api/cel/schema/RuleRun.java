package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.plan.Program;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.field.FieldError.Kind;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Evaluates the rules for one object, within a budget (apiextensions-apiserver, schema/cel/validation). For one thread. */
final class RuleRun {
    /** What one evaluation may cost. */
    static final long CALL_LIMIT = 1_000_000;

    private static final int LONGEST_MESSAGE = 5 * 1024;
    private static final String CANCELLED = "operation cancelled: actual cost limit exceeded";

    private final FieldErrors errors;
    private final BooleanSupplier interrupted;
    private long budget;

    RuleRun(FieldErrors errors, BooleanSupplier interrupted, long budget) {
        this.errors = errors;
        this.interrupted = interrupted;
        this.budget = budget;
    }

    /** Whether the budget is used up, so that nothing more is evaluated. */
    boolean isOver() {
        return budget < 0;
    }

    long left() {
        return budget;
    }

    /** A value at a place, and the values that rules see. */
    private record Subject(
            RuleNode node, FieldPath path, Value now, Optional<Value> before, Ratchet ratchet, Val self) {
        /** What variables mean; {@code oldSelf} is an optional for rules that say so. */
        Function<String, Optional<Val>> variables(boolean optional) {
            return name -> switch (name) {
                case "self" -> Optional.of(self);
                case "oldSelf" -> {
                    var old = before.map(value -> SchemaValues.of(value, node.schema()));
                    yield optional ? Optional.of(old.<Val>map(OptionalVal::of).orElse(OptionalVal.NONE)) : old;
                }
                default -> Optional.empty();
            };
        }

        String type() {
            return Schemas.type(node.schema());
        }
    }

    void evaluate(RuleNode node, FieldPath path, Value now, Optional<Value> before, Ratchet ratchet) {
        var type = Schemas.type(node.schema());
        if (!node.known()) {
            errors.invalid(
                    path,
                    type,
                    "rule compiler initialization error: failed to convert to declType for CEL validation rules");
            return;
        }
        if (node.rules().isEmpty()) {
            return;
        }
        if (budget <= 0) {
            outOfBudget(path, type);
            return;
        }
        var subject = new Subject(node, path, now, before, ratchet, SchemaValues.of(now, node.schema()));
        for (var rule : node.rules()) {
            if (isOver()) {
                return;
            }
            evaluate(rule, subject);
        }
    }

    private void outOfBudget(FieldPath path, String type) {
        errors.invalid(
                path,
                type,
                "validation failed due to running out of cost budget, no further validation rules will be run");
        budget = -1;
    }

    private void evaluate(CompiledRule compiled, Subject subject) {
        var rule = compiled.rule();
        if (compiled.main().complaint().isPresent()) {
            errors.invalid(
                    subject.path,
                    subject.type(),
                    "rule compile error: " + compiled.main().complaint().get());
            return;
        }
        boolean optional = rule.hasOptionalOldSelf();
        boolean skipped = compiled.usesOldSelf() && subject.before.isEmpty() && !optional;
        if (compiled.main().program().isEmpty() || skipped) {
            return;
        }
        var variables = subject.variables(optional);
        var outcome = compiled.main().program().get().evaluate(variables, CALL_LIMIT, interrupted);
        if (outcome.cost() > budget) {
            outOfBudget(subject.path, subject.type());
            return;
        }
        budget -= outcome.cost();
        if (outcome.value() instanceof ErrorVal(var message)) {
            failed(rule, message, outcome.cancelled(), subject);
        } else if (!outcome.value().equals(BoolVal.TRUE)) {
            broken(compiled, subject, variables);
        }
    }

    private void failed(Rule rule, String message, boolean cancelled, Subject subject) {
        if (message.startsWith("no such overload")) {
            errors.invalid(
                    subject.path,
                    subject.type(),
                    "'" + message
                            + "': call arguments did not match a supported operator, function or macro signature for rule: "
                            + rule.shown());
        } else if (message.startsWith(CANCELLED)) {
            errors.invalid(
                    subject.path,
                    subject.type(),
                    "'" + message
                            + "': no further validation rules will be run due to call cost exceeds limit for rule: "
                            + rule.shown());
            budget = -1;
        } else {
            errors.invalid(subject.path, subject.type(), message + " evaluating rule: " + rule.shown());
            budget = cancelled ? -1 : budget;
        }
    }

    private void broken(CompiledRule compiled, Subject subject, Function<String, Optional<Val>> variables) {
        var path = compiled.path()
                .map(below -> subject.path.child(below.toString()))
                .orElse(subject.path);
        var detail = compiled.rule().complaint();
        boolean dropped = !compiled.usesOldSelf() && subject.ratchet.isUnchanged();
        var expression = compiled.message().flatMap(CompiledRule.Part::program);
        if (expression.isPresent()) {
            var message = message(expression.get(), compiled.rule(), variables);
            if (isOver()) {
                if (!dropped) {
                    errors.invalid(path, subject.type(), message.orElse(""));
                }
                return;
            }
            detail = message.orElse(detail);
        }
        if (!dropped) {
            add(path, subject, detail, compiled.rule().reason());
        }
    }

    private void add(FieldPath path, Subject subject, String detail, String reason) {
        boolean shown = !subject.type().equals("object") && !subject.type().equals("array");
        switch (reason) {
            case "FieldValueForbidden" -> errors.forbidden(path, detail);
            case "FieldValueRequired" -> errors.required(path, detail);
            case "FieldValueDuplicate" -> {
                if (shown) {
                    errors.duplicate(path, subject.now);
                } else {
                    errors.add(Kind.DUPLICATE, path, "Duplicate value");
                }
            }
            default -> {
                if (shown) {
                    errors.invalid(path, subject.now, detail);
                } else {
                    errors.add(Kind.INVALID, path, "Invalid value: " + detail);
                }
            }
        }
    }

    /** The message that an expression makes; empty if it makes none that can be shown. Over budget, what is to be said of that. */
    private Optional<String> message(Program expression, Rule rule, Function<String, Optional<Val>> variables) {
        var outcome = expression.evaluate(variables, CALL_LIMIT, interrupted);
        if (outcome.cost() > budget) {
            budget = -1;
            return Optional.of(
                    "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run");
        }
        if (outcome.cancelled()) {
            budget = -1;
            return Optional.of(
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                            + FieldErrors.shown(Value.of(rule.messageExpression())));
        }
        budget -= outcome.cost();
        if (!(outcome.value() instanceof StringVal(var text))) {
            return Optional.empty();
        }
        var message = text.strip();
        boolean fits = message.getBytes(StandardCharsets.UTF_8).length <= LONGEST_MESSAGE;
        return fits && !message.isEmpty() && !message.contains("\n") ? Optional.of(message) : Optional.empty();
    }
}
