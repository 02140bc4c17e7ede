package dev.mudi.api.cel.cost;

import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.value.IntVal;
import java.util.List;
import java.util.Optional;

/** Calls of the language's extensions for lists and sets (cel-go, ext/lists and ext/sets). For one source of sizes. */
final class ExtensionEstimates {
    private static final double TEXT = 0.1;
    private static final Range LIST = Range.fixed(10);

    private final SizeSource sizes;

    ExtensionEstimates(SizeSource sizes) {
        this.sizes = sizes;
    }

    /** How large an argument is: as computed, as the source says, or of any size. */
    Range size(Sized node) {
        return node.size()
                .or(() -> node.path().isEmpty() ? Optional.empty() : sizes.of(node.path()))
                .orElse(Range.ANY);
    }

    Optional<CallEstimate> of(String overload, Optional<Sized> target, List<Sized> arguments) {
        return switch (overload) {
            case "list_sets_contains_list", "list_sets_intersects_list" -> sets(arguments, 1);
            case "list_sets_equivalent_list" -> sets(arguments, 2);
            case "list_slice" ->
                target.map(list -> {
                    long start = literal(arguments.get(0), 0);
                    long end = literal(arguments.get(1), size(list).most());
                    return allocating(1, Range.fixed(end - start));
                });
            case "lists_range" ->
                Optional.of(allocating(1, Range.fixed(literal(arguments.getFirst(), Range.UNBOUNDED))));
            case "list_reverse" -> target.map(list -> allocating(1, size(list)));
            case "list_flatten", "list_flatten_int" ->
                target.map(list -> {
                    long depth = arguments.isEmpty() ? 1 : literal(arguments.getFirst(), Range.UNBOUNDED);
                    return allocating(Range.toDouble(depth), size(list));
                });
            case "list_distinct" -> target.map(list -> allocating(2, squared(list)));
            default -> sorted(overload, target, arguments);
        };
    }

    private Optional<CallEstimate> sets(List<Sized> arguments, double factor) {
        if (arguments.size() != 2) {
            return Optional.empty();
        }
        var product = size(arguments.get(0)).times(size(arguments.get(1)));
        return Optional.of(CallEstimate.of(product.times(factor).plus(Range.ONE)));
    }

    private Optional<CallEstimate> sorted(String overload, Optional<Sized> target, List<Sized> arguments) {
        boolean by = overload.endsWith("_sortByAssociatedKeys");
        boolean sort = by || (overload.startsWith("list_") && overload.endsWith("_sort"));
        if (!sort || target.isEmpty()) {
            return Optional.empty();
        }
        boolean texts = overload.startsWith("list_string_") || overload.startsWith("list_bytes_");
        var keys = by ? arguments.getFirst() : target.get();
        return Optional.of(allocating(texts ? 2 + TEXT : 2, squared(keys)));
    }

    private Range squared(Sized list) {
        var size = size(list);
        return size.times(size);
    }

    private static CallEstimate allocating(double factor, Range size) {
        return CallEstimate.of(size.times(factor).plus(Range.ONE).plus(LIST), size);
    }

    private static long literal(Sized node, long otherwise) {
        boolean literal = node.expr()
                .filter(expr -> expr instanceof Expr.Constant(var id, IntVal value))
                .isPresent();
        if (literal && node.expr().get() instanceof Expr.Constant(var id, IntVal(var number))) {
            return Math.max(0, number);
        }
        return otherwise;
    }
}
