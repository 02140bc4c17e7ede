package dev.mudi.api.cel.check;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;

/** Where the nodes of an expression stand in its text. */
record Positions(CelAbstractSyntaxTree ast) {

    /** Of what was parsed without error. */
    static Positions of(CelValidationResult parsed) {
        try {
            return new Positions(parsed.getAst());
        } catch (CelValidationException e) {
            throw new IllegalStateException("it was parsed without error", e);
        }
    }

    /** An issue at a node. */
    Issue at(long id, String message) {
        var offset = ast.getSource().getPositionsMap().getOrDefault(id, 0);
        var place = ast.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
        return new Issue(place.getLine(), place.getColumn(), message);
    }

    /** The arguments of a call. */
    List<Long> argumentsOf(long id) {
        var found = new ArrayList<Long>();
        collect(ast.getExpr(), id, found);
        return found;
    }

    private static void collect(CelExpr expr, long id, List<Long> found) {
        switch (expr.getKind()) {
            case SELECT -> collect(expr.select().operand(), id, found);
            case CALL -> {
                if (expr.id() == id) {
                    expr.call().args().forEach(argument -> found.add(argument.id()));
                }
                expr.call().target().ifPresent(target -> collect(target, id, found));
                expr.call().args().forEach(argument -> collect(argument, id, found));
            }
            case LIST -> expr.list().elements().forEach(item -> collect(item, id, found));
            case MAP ->
                expr.map().entries().forEach(entry -> {
                    collect(entry.key(), id, found);
                    collect(entry.value(), id, found);
                });
            case COMPREHENSION -> {
                var loop = expr.comprehension();
                for (var part : List.of(
                        loop.iterRange(), loop.accuInit(), loop.loopCondition(), loop.loopStep(), loop.result())) {
                    collect(part, id, found);
                }
            }
            default -> {}
        }
    }
}
