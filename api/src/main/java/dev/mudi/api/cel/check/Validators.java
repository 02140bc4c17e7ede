package dev.mudi.api.cel.check;

import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.library.Functions;
import dev.mudi.api.cel.library.Regexes;
import dev.mudi.api.cel.library.TextFormat;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Looks at literals that can be wrong: durations, points in time, patterns, formats (cel-go, cel/validator). For one expression. */
final class Validators {
    private static final Set<CelType.Kind> TEXT =
            EnumSet.complementOf(EnumSet.of(CelType.Kind.OPAQUE, CelType.Kind.STRUCT, CelType.Kind.PARAMETER));

    private final Checked checked;
    private final Positions positions;
    private final Issues issues;

    /** In how many calls of format this is. */
    private int formats;

    private Validators(Checked checked, Positions positions, Issues issues) {
        this.checked = checked;
        this.positions = positions;
        this.issues = issues;
    }

    static void check(Checked checked, Positions positions, Issues issues) {
        new Validators(checked, positions, issues).visit(checked.root());
    }

    private void visit(Expr expr) {
        switch (expr) {
            case Expr.Call call -> {
                literal(call);
                formats += call.function().equals("format") ? 1 : 0;
                call.all().forEach(this::visit);
                formats -= call.function().equals("format") ? 1 : 0;
            }
            case Expr.Select select -> visit(select.operand());
            case Expr.Items items -> {
                alike(items);
                items.items().forEach(item -> visit(item.value()));
            }
            case Expr.Entries entries -> {
                alike(entries);
                entries.entries().forEach(entry -> {
                    visit(entry.key());
                    visit(entry.value());
                });
            }
            case Expr.Loop loop -> {
                visit(loop.range());
                visit(loop.init());
                visit(loop.steps().condition());
                visit(loop.steps().next());
                visit(loop.steps().result());
            }
            case Expr.Constant constant -> {
                if (constant.value() instanceof DoubleVal(var number) && Double.isInfinite(number)) {
                    issues.add(positions.at(constant.id(), "invalid double literal"));
                }
            }
            case Expr.Ident ignored -> {}
        }
    }

    private CelType typeOf(Expr expr, boolean optional) {
        var type = checked.typeOf(expr);
        return optional && !type.parameters().isEmpty() ? type.parameters().getFirst() : type;
    }

    /** The items of a list are of one type, unless they are to be formatted. */
    private void alike(Expr.Items list) {
        if (formats > 0 || list.items().isEmpty()) {
            return;
        }
        var first = list.items().getFirst();
        var type = typeOf(first.value(), first.optional());
        for (var item : list.items()) {
            if (differs(item.value(), type, typeOf(item.value(), item.optional()))) {
                return;
            }
        }
    }

    /** The keys of a map are of one type, and so are its values. */
    private void alike(Expr.Entries map) {
        if (formats > 0 || map.entries().isEmpty()) {
            return;
        }
        var first = map.entries().getFirst();
        var keys = typeOf(first.key(), false);
        var values = typeOf(first.value(), first.optional());
        for (var entry : map.entries()) {
            differs(entry.key(), keys, typeOf(entry.key(), false));
            differs(entry.value(), values, typeOf(entry.value(), entry.optional()));
        }
    }

    private boolean differs(Expr expr, CelType wanted, CelType actual) {
        if (wanted.equals(actual)) {
            return false;
        }
        issues.add(positions.at(
                expr.id(),
                "expected type '" + Messages.shown(wanted.toString()) + "' but found '"
                        + Messages.shown(actual.toString()) + "'"));
        return true;
    }

    private void literal(Expr.Call call) {
        if (call.function().equals("format") && call.target().isPresent()) {
            format(call);
            return;
        }
        if (call.arguments().isEmpty() || !(call.arguments().getFirst() instanceof Expr.Constant constant)) {
            return;
        }
        boolean wrong = switch (call.function()) {
            case "duration", "timestamp" ->
                Functions.find(call.function(), "")
                        .filter(function -> function.apply(constant.value()).isError())
                        .isPresent();
            case "matches" ->
                constant.value() instanceof StringVal(var pattern)
                        && Regexes.complaint(pattern).isPresent();
            default -> false;
        };
        if (wrong) {
            var issue = positions.at(constant.id(), "invalid " + call.function() + " argument");
            boolean negative = constant.value() instanceof IntVal(var number) && number < 0;
            issues.add(negative ? new Issue(issue.line(), issue.column() - 1, issue.message()) : issue);
        }
    }

    private void format(Expr.Call call) {
        if (!(call.target().orElse(null) instanceof Expr.Constant(var id, StringVal(var format)))
                || !(call.arguments().getFirst() instanceof Expr.Items list)) {
            return;
        }
        var arguments = list.items().stream().map(Expr.Item::value).toList();
        var seen = new int[1];
        var bad = new long[] {call.id()};
        try {
            TextFormat.fill(format, arguments.size(), (index, verb, precision) -> {
                seen[0]++;
                var argument = arguments.get(index);
                var complaint = complaint(argument, verb);
                if (!complaint.isEmpty()) {
                    bad[0] = argument.id();
                    throw new TextFormat.ClauseException(complaint + ", was given "
                            + checked.typeOf(argument).name());
                }
                return "";
            });
            if (arguments.size() > seen[0]) {
                issues.add(positions.at(
                        call.id(),
                        "too many arguments supplied to string.format (expected " + seen[0] + ", got "
                                + arguments.size() + ")"));
            }
        } catch (TextFormat.ClauseException e) {
            issues.add(positions.at(bad[0], e.complaint()));
        }
    }

    private String complaint(Expr argument, char verb) {
        var kind = checked.typeOf(argument).kind();
        if (kind == CelType.Kind.DYN || kind == CelType.Kind.ANY) {
            return "";
        }
        return switch (verb) {
            case 's' ->
                TEXT.contains(kind)
                        ? ""
                        : "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps";
            case 'd' ->
                oneOf(
                        kind,
                        List.of(CelType.Kind.INT, CelType.Kind.UINT),
                        "decimal clause can only be used on integers");
            case 'f' ->
                oneOf(
                        kind,
                        List.of(CelType.Kind.DOUBLE, CelType.Kind.STRING),
                        "fixed-point clause can only be used on doubles");
            case 'e' ->
                oneOf(
                        kind,
                        List.of(CelType.Kind.DOUBLE, CelType.Kind.STRING),
                        "scientific clause can only be used on doubles");
            case 'b' ->
                oneOf(
                        kind,
                        List.of(CelType.Kind.INT, CelType.Kind.UINT, CelType.Kind.BOOL),
                        "only integers and bools can be formatted as binary");
            case 'o' ->
                oneOf(kind, List.of(CelType.Kind.INT, CelType.Kind.UINT), "octal clause can only be used on integers");
            default ->
                oneOf(
                        kind,
                        List.of(CelType.Kind.INT, CelType.Kind.UINT, CelType.Kind.STRING, CelType.Kind.BYTES),
                        "only integers, byte buffers, and strings can be formatted as hex");
        };
    }

    private static String oneOf(CelType.Kind kind, List<CelType.Kind> kinds, String complaint) {
        return kinds.contains(kind) ? "" : complaint;
    }
}
