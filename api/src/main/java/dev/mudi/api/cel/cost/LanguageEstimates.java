package dev.mudi.api.cel.cost;

import dev.mudi.api.cel.ast.Expr;
import java.util.List;
import java.util.Optional;

/** Calls: those of extensions and of Kubernetes first, then those of the language itself (cel-go, checker/cost). For one expression. */
final class LanguageEstimates {
    private static final double TEXT = 0.1;
    private static final double REGEX = 0.25;

    private final CostEstimator expressions;
    private final ExtensionEstimates extensions;
    private final KubernetesEstimates kubernetes;

    LanguageEstimates(CostEstimator expressions, SizeSource sizes) {
        this.expressions = expressions;
        this.extensions = new ExtensionEstimates(sizes);
        this.kubernetes = new KubernetesEstimates(extensions);
    }

    CallEstimate of(Expr.Call call, String overload, Optional<Sized> target, List<Sized> arguments, List<Range> costs) {
        var sum = costs.stream().reduce(Range.ZERO, Range::plus);
        var special = extensions
                .of(overload, target, arguments)
                .or(() -> kubernetes.of(call.function(), overload, target, arguments));
        if (special.isPresent()) {
            return new CallEstimate(
                    special.get().cost().plus(sum), special.get().size());
        }
        return switch (overload) {
            case "logical_or", "logical_and" ->
                CallEstimate.of(new Range(costs.getFirst().least(), sum.most()));
            case "conditional" -> conditional(call, arguments, costs);
            case "add_string", "add_bytes", "add_list" -> added(call, overload, arguments, sum);
            default -> {
                var estimate = plain(overload, target, arguments);
                yield new CallEstimate(estimate.cost().plus(sum), estimate.size());
            }
        };
    }

    private static Range size(Sized node) {
        return node.size().orElse(Range.ANY);
    }

    private CallEstimate plain(String overload, Optional<Sized> target, List<Sized> arguments) {
        var first = arguments.isEmpty() ? Range.ANY : size(arguments.getFirst());
        return switch (overload) {
            case "string_format" ->
                CallEstimate.of(
                        target.map(LanguageEstimates::size).orElse(Range.ANY).times(TEXT));
            case "string_to_bytes" -> CallEstimate.of(first.times(TEXT), new Range(first.least(), first.most() * 4));
            case "bytes_to_string" ->
                CallEstimate.of(first.times(TEXT), new Range(Long.divideUnsigned(first.least(), 4), first.most()));
            case "strings_quote" ->
                CallEstimate.of(first.times(TEXT), new Range(first.least() + 2, first.most() * 2 + 2));
            case "starts_with_string", "ends_with_string" -> CallEstimate.of(first.times(TEXT));
            case "in_list" -> CallEstimate.of(size(arguments.get(1)).times(1.0));
            case "matches_string" ->
                target.map(text -> CallEstimate.of(
                                size(text).plus(Range.ONE).times(TEXT).times(first.times(REGEX))))
                        .orElse(CallEstimate.of(Range.ONE));
            case "contains_string" ->
                target.map(text -> CallEstimate.of(size(text).times(TEXT).times(first.times(TEXT))))
                        .orElse(CallEstimate.of(Range.ONE));
            case "less_string",
                    "greater_string",
                    "less_equals_string",
                    "greater_equals_string",
                    "less_bytes",
                    "greater_bytes",
                    "less_equals_bytes",
                    "greater_equals_bytes",
                    "equals",
                    "not_equals" -> {
                long most = Range.smaller(first.most(), size(arguments.get(1)).most());
                yield CallEstimate.of(new Range(most == 0 ? 0 : 1, most).times(TEXT));
            }
            default -> CallEstimate.of(Range.ONE);
        };
    }

    private CallEstimate conditional(Expr.Call call, List<Sized> arguments, List<Range> costs) {
        var one = call.arguments().get(1);
        var two = call.arguments().get(2);
        var entries = expressions.entriesOf(one);
        var others = expressions.entriesOf(two);
        if (entries.isPresent() && others.isPresent()) {
            expressions.entries(call, Optional.of(entries.get().or(others.get())));
        }
        return CallEstimate.of(
                costs.get(0).plus(costs.get(1).or(costs.get(2))),
                size(arguments.get(1)).or(size(arguments.get(2))));
    }

    private CallEstimate added(Expr.Call call, String overload, List<Sized> arguments, Range sum) {
        var size = size(arguments.get(0)).plus(size(arguments.get(1)));
        var entries = expressions.entriesOf(call.arguments().get(0));
        var others = expressions.entriesOf(call.arguments().get(1));
        if (entries.isPresent() && others.isPresent()) {
            expressions.entries(call, Optional.of(entries.get().or(others.get())));
        }
        var cost = overload.equals("add_list") ? Range.ONE : size.times(TEXT);
        return CallEstimate.of(cost.plus(sum), size);
    }
}
