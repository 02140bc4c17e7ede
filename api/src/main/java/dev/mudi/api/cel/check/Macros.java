package dev.mudi.api.cel.check;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.List;
import java.util.Optional;

/** Macros as upstream expands them (cel-go, parser/macro, cel/library, ext/comprehensions, ext/lists). Pure. */
final class Macros {
    static final List<CelMacro> ALL = List.of(
            CelMacro.newGlobalMacro("has", 1, Macros::has),
            CelMacro.newReceiverMacro("all", 2, Macros::all),
            CelMacro.newReceiverMacro("exists", 2, Macros::exists),
            CelMacro.newReceiverMacro("exists_one", 2, Macros::existsOne),
            CelMacro.newReceiverMacro("map", 2, Macros::map),
            CelMacro.newReceiverMacro("map", 3, Macros::map),
            CelMacro.newReceiverMacro("filter", 2, Macros::filter),
            CelMacro.newReceiverMacro("optMap", 2, Macros::optMap),
            CelMacro.newReceiverMacro("optFlatMap", 2, Macros::optFlatMap),
            CelMacro.newReceiverMacro("all", 3, Macros::all),
            CelMacro.newReceiverMacro("exists", 3, Macros::exists),
            CelMacro.newReceiverMacro("existsOne", 3, Macros::existsOne),
            CelMacro.newReceiverMacro("exists_one", 3, Macros::existsOne),
            CelMacro.newReceiverMacro("transformList", 3, Macros::transformList),
            CelMacro.newReceiverMacro("transformList", 4, Macros::transformList),
            CelMacro.newReceiverMacro("transformMap", 3, Macros::transformMap),
            CelMacro.newReceiverMacro("transformMap", 4, Macros::transformMap),
            CelMacro.newReceiverMacro("transformMapEntry", 3, Macros::transformMapEntry),
            CelMacro.newReceiverMacro("transformMapEntry", 4, Macros::transformMapEntry),
            CelMacro.newReceiverMacro("sortBy", 2, Macros::sortBy));

    private static final String INSERT = "cel.@mapInsert";
    private static final String INPUT = "@__sortBy_input__";
    private static final String UNUSED = "#unused";

    private Macros() {}

    private static Optional<CelExpr> wrong(CelMacroExprFactory factory, CelExpr at, String complaint) {
        return Optional.of(factory.reportError(CelIssue.formatError(factory.getSourceLocation(at), complaint)));
    }

    private static boolean isName(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT;
    }

    private static CelExpr accumulator(CelMacroExprFactory factory) {
        return factory.newIdentifier(factory.getAccumulatorVarName());
    }

    /** What is wrong with the names of a loop's variables, which are the first arguments. */
    private static Optional<CelExpr> complaint(CelMacroExprFactory factory, List<CelExpr> names, String notName) {
        for (var name : names) {
            if (!isName(name)) {
                return wrong(factory, name, notName);
            }
        }
        if (names.size() == 2
                && names.get(0).ident().name().equals(names.get(1).ident().name())) {
            return wrong(
                    factory,
                    names.get(1),
                    "duplicate variable name: " + names.get(0).ident().name());
        }
        for (var name : names) {
            var text = name.ident().name();
            if (text.equals(factory.getAccumulatorVarName()) || text.equals("__result__")) {
                return wrong(factory, name, "iteration variable overwrites accumulator variable");
            }
        }
        return Optional.empty();
    }

    private static Optional<CelExpr> fold(
            CelMacroExprFactory factory, CelExpr range, List<CelExpr> names, CelExpr init, Steps steps) {
        var accumulator = factory.getAccumulatorVarName();
        var first = names.getFirst().ident().name();
        return Optional.of(
                names.size() == 1
                        ? factory.fold(first, range, accumulator, init, steps.condition, steps.next, steps.result)
                        : factory.fold(
                                first,
                                names.getLast().ident().name(),
                                range,
                                accumulator,
                                init,
                                steps.condition,
                                steps.next,
                                steps.result));
    }

    private record Steps(CelExpr condition, CelExpr next, CelExpr result) {}

    /** A name for a value, in another expression; a loop over nothing, as cel-go has it (ext/bindings). */
    static Optional<CelExpr> bind(CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        if (!isName(target) || !target.ident().name().equals("cel")) {
            return Optional.empty();
        }
        var name = arguments.getFirst();
        if (!isName(name)) {
            return wrong(factory, name, "cel.bind() variable names must be simple identifiers");
        }
        var bound = name.ident().name();
        return Optional.of(factory.fold(
                UNUSED,
                factory.newList(),
                bound,
                arguments.get(1),
                factory.newBoolLiteral(false),
                factory.newIdentifier(bound),
                arguments.getLast()));
    }

    private static Optional<CelExpr> has(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var argument = arguments.getFirst();
        if (argument.getKind() != CelExpr.ExprKind.Kind.SELECT) {
            return wrong(factory, argument, "invalid argument to has() macro");
        }
        return Optional.of(
                factory.newSelect(argument.select().operand(), argument.select().field(), true));
    }

    private static Optional<CelExpr> all(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, arguments.size() - 1);
        return complaint(factory, names, "argument must be a simple name").or(() -> {
            var init = factory.newBoolLiteral(true);
            var condition = factory.newGlobalCall("@not_strictly_false", accumulator(factory));
            var next = factory.newGlobalCall("_&&_", accumulator(factory), arguments.getLast());
            return fold(factory, target, names, init, new Steps(condition, next, accumulator(factory)));
        });
    }

    private static Optional<CelExpr> exists(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, arguments.size() - 1);
        return complaint(factory, names, "argument must be a simple name").or(() -> {
            var init = factory.newBoolLiteral(false);
            var condition =
                    factory.newGlobalCall("@not_strictly_false", factory.newGlobalCall("!_", accumulator(factory)));
            var next = factory.newGlobalCall("_||_", accumulator(factory), arguments.getLast());
            return fold(factory, target, names, init, new Steps(condition, next, accumulator(factory)));
        });
    }

    private static Optional<CelExpr> existsOne(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, arguments.size() - 1);
        return complaint(factory, names, "argument must be a simple name").or(() -> {
            var more = factory.newGlobalCall("_+_", accumulator(factory), factory.newIntLiteral(1));
            var next = factory.newGlobalCall("_?_:_", arguments.getLast(), more, accumulator(factory));
            var result = factory.newGlobalCall("_==_", accumulator(factory), factory.newIntLiteral(1));
            return fold(
                    factory,
                    target,
                    names,
                    factory.newIntLiteral(0),
                    new Steps(factory.newBoolLiteral(true), next, result));
        });
    }

    /** A loop that adds to what it builds, if there is a filter only where that holds. */
    private static Optional<CelExpr> build(
            CelMacroExprFactory factory,
            CelExpr range,
            List<CelExpr> names,
            CelExpr init,
            List<CelExpr> rest,
            CelExpr more) {
        var next =
                rest.size() == 2 ? factory.newGlobalCall("_?_:_", rest.getFirst(), more, accumulator(factory)) : more;
        return fold(factory, range, names, init, new Steps(factory.newBoolLiteral(true), next, accumulator(factory)));
    }

    private static Optional<CelExpr> map(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, 1);
        return complaint(factory, names, "argument is not an identifier").or(() -> {
            var more = factory.newGlobalCall("_+_", accumulator(factory), factory.newList(arguments.getLast()));
            return build(factory, target, names, factory.newList(), arguments.subList(1, arguments.size()), more);
        });
    }

    private static Optional<CelExpr> filter(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, 1);
        return complaint(factory, names, "argument is not an identifier").or(() -> {
            var more = factory.newGlobalCall("_+_", accumulator(factory), factory.newList(arguments.getFirst()));
            var rest = List.of(arguments.getLast(), arguments.getFirst());
            return build(factory, target, names, factory.newList(), rest, more);
        });
    }

    private static Optional<CelExpr> transformList(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, 2);
        return complaint(factory, names, "argument must be a simple name").or(() -> {
            var more = factory.newGlobalCall("_+_", accumulator(factory), factory.newList(arguments.getLast()));
            return build(factory, target, names, factory.newList(), arguments.subList(2, arguments.size()), more);
        });
    }

    private static Optional<CelExpr> transformMap(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, 2);
        return complaint(factory, names, "argument must be a simple name").or(() -> {
            var key = factory.newIdentifier(names.getFirst().ident().name());
            var more = factory.newGlobalCall(INSERT, accumulator(factory), key, arguments.getLast());
            return build(factory, target, names, factory.newMap(), arguments.subList(2, arguments.size()), more);
        });
    }

    private static Optional<CelExpr> transformMapEntry(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        var names = arguments.subList(0, 2);
        return complaint(factory, names, "argument must be a simple name").or(() -> {
            var more = factory.newGlobalCall(INSERT, accumulator(factory), arguments.getLast());
            return build(factory, target, names, factory.newMap(), arguments.subList(2, arguments.size()), more);
        });
    }

    /** A name for a value: a loop over nothing whose accumulator it is. */
    private static CelExpr bind(CelMacroExprFactory factory, String name, CelExpr value, CelExpr result) {
        return factory.fold(
                UNUSED,
                factory.newList(),
                name,
                value,
                factory.newBoolLiteral(false),
                factory.newIdentifier(name),
                result);
    }

    private static Optional<CelExpr> optMap(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        if (!isName(arguments.getFirst())) {
            return wrong(factory, arguments.getFirst(), "optMap() variable name must be a simple identifier");
        }
        var value = factory.newReceiverCall("value", factory.copy(target));
        var mapped = bind(factory, arguments.getFirst().ident().name(), value, arguments.getLast());
        return Optional.of(factory.newGlobalCall(
                "_?_:_",
                factory.newReceiverCall("hasValue", target),
                factory.newGlobalCall("optional.of", mapped),
                factory.newGlobalCall("optional.none")));
    }

    private static Optional<CelExpr> optFlatMap(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        if (!isName(arguments.getFirst())) {
            return wrong(factory, arguments.getFirst(), "optFlatMap() variable name must be a simple identifier");
        }
        var value = factory.newReceiverCall("value", factory.copy(target));
        var mapped = bind(factory, arguments.getFirst().ident().name(), value, arguments.getLast());
        return Optional.of(factory.newGlobalCall(
                "_?_:_", factory.newReceiverCall("hasValue", target), mapped, factory.newGlobalCall("optional.none")));
    }

    private static Optional<CelExpr> sortBy(
            CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
        switch (target.getKind()) {
            case LIST, SELECT, IDENT, COMPREHENSION, CALL -> {}
            default -> {
                return wrong(
                        factory,
                        target,
                        "sortBy can only be applied to a list, identifier, comprehension, call or select expression");
            }
        }
        return map(factory, factory.newIdentifier(INPUT), arguments).map(keys -> {
            if (keys.getKind() != CelExpr.ExprKind.Kind.COMPREHENSION) {
                return keys;
            }
            var sorted = factory.newReceiverCall("@sortByAssociatedKeys", factory.newIdentifier(INPUT), keys);
            return bind(factory, INPUT, target, sorted);
        });
    }
}
