package dev.mudi.api.cel.check;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.NullVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.UintVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes over what dev.cel made of an expression, so that nothing of dev.cel stays in memory. For one expression. */
final class Translator {
    private final CelAbstractSyntaxTree ast;
    private final Map<Long, CelType> types = new HashMap<>();
    private final Map<Long, List<String>> overloads = new HashMap<>();
    private final Set<String> variables = new HashSet<>();

    Translator(CelAbstractSyntaxTree ast) {
        this.ast = ast;
    }

    Checked translate() {
        var root = expr(ast.getExpr());
        return new Checked(root, types, overloads, variables);
    }

    private Expr expr(CelExpr expr) {
        long id = expr.id();
        ast.getType(id).ifPresent(type -> types.put(id, Types.here(type)));
        var reference = ast.getReference(id);
        reference.ifPresent(known -> {
            if (known.overloadIds().isEmpty()) {
                variables.add(known.name());
            } else {
                overloads.put(id, List.copyOf(known.overloadIds()));
            }
        });
        return switch (expr.getKind()) {
            case CONSTANT -> new Expr.Constant(id, constant(expr.constant()));
            case IDENT ->
                new Expr.Ident(
                        id,
                        reference.map(known -> known.name()).orElse(expr.ident().name()));
            case SELECT ->
                reference.isPresent()
                        ? new Expr.Ident(id, reference.get().name())
                        : new Expr.Select(
                                id,
                                expr(expr.select().operand()),
                                expr.select().field(),
                                expr.select().testOnly());
            case CALL -> call(expr);
            case LIST -> {
                var items = new ArrayList<Expr.Item>();
                var optional = new HashSet<>(expr.list().optionalIndices());
                for (var item : expr.list().elements()) {
                    items.add(new Expr.Item(expr(item), optional.contains(items.size())));
                }
                yield new Expr.Items(id, items);
            }
            case MAP ->
                new Expr.Entries(
                        id,
                        expr.map().entries().stream()
                                .map(entry ->
                                        new Expr.Entry(expr(entry.key()), expr(entry.value()), entry.optionalEntry()))
                                .toList());
            case COMPREHENSION -> loop(expr);
            case STRUCT -> {
                var values = expr.struct().entries().stream()
                        .map(entry -> expr(entry.value()))
                        .toList();
                yield new Expr.Call(id, Optional.empty(), expr.struct().messageName(), values);
            }
            case NOT_SET -> throw new IllegalStateException("an expression cannot hold " + expr.getKind());
        };
    }

    private Expr call(CelExpr expr) {
        var call = expr.call();
        var arguments = call.args().stream().map(this::expr).toList();
        var name = call.function();
        Optional<Expr> target = Optional.empty();
        if (call.target().isPresent()) {
            target = Optional.of(expr(call.target().get()));
        }
        return new Expr.Call(expr.id(), target, name, arguments);
    }

    private Expr loop(CelExpr expr) {
        var loop = expr.comprehension();
        var names = loop.iterVar2().isEmpty() ? List.of(loop.iterVar()) : List.of(loop.iterVar(), loop.iterVar2());
        var range = expr(loop.iterRange());
        var init = expr(loop.accuInit());
        var condition = expr(loop.loopCondition());
        var next = expr(loop.loopStep());
        var result = expr(loop.result());
        return new Expr.Loop(expr.id(), range, names, loop.accuVar(), init, new Expr.Steps(condition, next, result));
    }

    private static Val constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case BOOLEAN_VALUE -> BoolVal.of(constant.booleanValue());
            case INT64_VALUE -> new IntVal(constant.int64Value());
            case UINT64_VALUE -> new UintVal(constant.uint64Value().longValue());
            case DOUBLE_VALUE -> new DoubleVal(constant.doubleValue());
            case STRING_VALUE -> new StringVal(constant.stringValue());
            case BYTES_VALUE -> new BytesVal(constant.bytesValue().toByteArray());
            default -> NullVal.NULL;
        };
    }
}
