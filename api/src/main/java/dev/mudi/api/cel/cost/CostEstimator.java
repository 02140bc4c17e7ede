package dev.mudi.api.cel.cost;

import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.StringVal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walks an expression and adds up what it costs. For one expression. */
public final class CostEstimator {
    private static final Range NONE = new Range(Range.UNBOUNDED, 0);
    private static final int LIST = 10;
    private static final int MAP = 30;

    private final Checked checked;
    private final SizeSource sizes;
    private final LanguageEstimates calls;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Range> computed = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    private CostEstimator(Checked checked, SizeSource sizes) {
        this.checked = checked;
        this.sizes = sizes;
        this.calls = new LanguageEstimates(this, sizes);
    }

    /** The keys, or indices, and values of a list or map. */
    record Entries(boolean list, Range keys, Range values) {
        Entries or(Entries other) {
            return new Entries(list, keys.or(other.keys), values.or(other.values));
        }
    }

    private record Local(List<String> path, Optional<Range> size, Optional<Entries> entries) {}

    /** What an expression costs at least and at most. */
    public static Range estimate(Checked checked, SizeSource sizes) {
        return new CostEstimator(checked, sizes).cost(checked.root());
    }

    private Range cost(Expr expr) {
        return switch (expr) {
            case Expr.Constant ignored -> Range.ZERO;
            case Expr.Ident ident -> {
                var local = local(ident.name());
                paths.put(ident.id(), local.map(Local::path).orElse(List.of(ident.name())));
                yield Range.ONE;
            }
            case Expr.Select select -> select(select);
            case Expr.Call call -> call(call);
            case Expr.Items items -> items(items);
            case Expr.Entries map -> map(map);
            case Expr.Loop loop -> isBind(loop) ? bind(loop) : loop(loop);
        };
    }

    private Range select(Expr.Select select) {
        var cost = cost(select.operand());
        if (select.testOnly()) {
            return cost;
        }
        paths.put(select.id(), longer(path(select.operand()), select.field()));
        return switch (checked.typeOf(select.operand()).kind()) {
            case MAP, STRUCT, PARAMETER -> cost.plus(Range.ONE);
            default -> cost;
        };
    }

    private Range call(Expr.Call call) {
        if (call.function().equals("dyn")) {
            var argument = call.arguments().getFirst();
            var cost = cost(argument);
            copySizes(call, argument);
            return Range.ONE.plus(cost);
        }
        var costs = new ArrayList<Range>();
        var arguments = new ArrayList<Sized>();
        for (var argument : call.arguments()) {
            costs.add(cost(argument));
            arguments.add(sized(argument));
        }
        var overloads = checked.overloadsOf(call);
        if (overloads.isEmpty()) {
            return Range.ZERO;
        }
        var sum = Range.ZERO;
        Optional<Sized> target = Optional.empty();
        if (call.target().isPresent()) {
            sum = cost(call.target().get());
            target = Optional.of(sized(call.target().get()));
        }
        var most = NONE;
        Optional<Range> size = Optional.empty();
        for (var overload : overloads) {
            var estimate = calls.of(call, overload, target, arguments, costs);
            most = most.or(estimate.cost());
            size = united(size, estimate.size());
            size = indexed(call, overload, size);
            if (size.isEmpty()) {
                size = size(call);
            }
        }
        size.ifPresent(range -> computed.put(call.id(), range));
        return sum.plus(most);
    }

    private static Optional<Range> united(Optional<Range> one, Optional<Range> two) {
        if (one.isEmpty() || two.isEmpty()) {
            return one.or(() -> two);
        }
        return Optional.of(one.get().or(two.get()));
    }

    private Optional<Range> indexed(Expr.Call call, String overload, Optional<Range> size) {
        boolean list = overload.equals("index_list");
        if (!list && !overload.equals("index_map")) {
            return size;
        }
        var from = call.arguments().getFirst();
        paths.put(call.id(), longer(path(from), list ? "@items" : "@values"));
        return entriesOf(from).map(Entries::values);
    }

    private Range items(Expr.Items list) {
        var sum = Range.ZERO;
        var size = list.items().isEmpty() ? Range.ZERO : NONE;
        for (var item : list.items()) {
            sum = sum.plus(cost(item.value()));
            size = size.or(sizeOrAny(item.value()));
        }
        entries.put(list.id(), new Entries(true, Range.ONE, size));
        return sum.plus(Range.fixed(LIST));
    }

    private Range map(Expr.Entries map) {
        var sum = Range.ZERO;
        var keys = map.entries().isEmpty() ? Range.ZERO : NONE;
        var values = keys;
        for (var entry : map.entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            keys = keys.or(sizeOrAny(entry.key()));
            values = values.or(sizeOrAny(entry.value()));
        }
        entries.put(map.id(), new Entries(false, keys, values));
        return sum.plus(Range.fixed(MAP));
    }

    private static boolean isBind(Expr.Loop loop) {
        return loop.range() instanceof Expr.Items list
                && list.items().isEmpty()
                && loop.steps().condition() instanceof Expr.Constant(var id, BoolVal(var truth))
                && !truth
                && !loop.accumulator().equals("__result__");
    }

    private Range bind(Expr.Loop loop) {
        var sum = cost(loop.range()).plus(cost(loop.init()));
        push(loop.accumulator(), new Local(path(loop.init()), size(loop.init()), entriesOf(loop.init())));
        sum = sum.plus(cost(loop.steps().result()));
        pop(loop.accumulator());
        copySizes(loop, loop.steps().result());
        return sum;
    }

    private Range loop(Expr.Loop loop) {
        var sum = cost(loop.range()).plus(cost(loop.init()));
        push(loop.accumulator(), new Local(path(loop.init()), size(loop.init()), entriesOf(loop.init())));
        var range = entriesOf(loop.range());
        boolean list = range.map(Entries::list)
                .orElseGet(() -> checked.typeOf(loop.range()).kind() == CelType.Kind.LIST);
        var keys = range.map(Entries::keys);
        var values = range.map(Entries::values);
        var path = path(loop.range());
        var keyPath = longer(path, list ? "@indices" : "@keys");
        var valuePath = longer(path, list ? "@items" : "@values");
        boolean two = loop.variables().size() > 1;
        if (two) {
            push(loop.variables().getFirst(), new Local(keyPath, keys, Optional.empty()));
            push(loop.variables().getLast(), new Local(valuePath, values, Optional.empty()));
        } else {
            push(
                    loop.variables().getFirst(),
                    new Local(list ? valuePath : keyPath, list ? values : keys, Optional.empty()));
        }
        var round = cost(loop.steps().condition());
        round = cost(loop.steps().next()).plus(round);
        loop.variables().forEach(this::pop);
        sum = sum.plus(cost(loop.steps().result()));
        pop(loop.accumulator());
        var count = sizeOrAny(loop.range());
        switch (loop.init()) {
            case Expr.Constant ignored -> size(loop.init()).ifPresent(size -> computed.put(loop.id(), size));
            case Expr.Items ignored -> grown(loop, count);
            case Expr.Entries ignored -> grown(loop, count);
            default -> {}
        }
        return sum.plus(count.times(round));
    }

    private void grown(Expr.Loop loop, Range count) {
        computed.put(loop.id(), count);
        entriesOf(loop.steps().next()).ifPresent(made -> entries.put(loop.id(), made));
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, ignored -> new ArrayDeque<>()).push(local);
    }

    private void pop(String name) {
        var stack = locals.get(name);
        if (stack != null) {
            stack.pop();
        }
    }

    private Optional<Local> local(String name) {
        var stack = locals.get(name);
        return stack == null ? Optional.empty() : Optional.ofNullable(stack.peek());
    }

    private static List<String> longer(List<String> path, String step) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private List<String> path(Expr expr) {
        if (expr instanceof Expr.Ident ident) {
            var local = local(ident.name());
            if (local.isPresent()) {
                return local.get().path();
            }
        }
        return paths.getOrDefault(expr.id(), List.of());
    }

    private Sized sized(Expr expr) {
        var path = path(expr);
        boolean hidden = !path.isEmpty()
                && (path.getFirst().equals("@result") || path.getFirst().equals("__result__"));
        return new Sized(hidden ? List.of() : path, checked.typeOf(expr), Optional.of(expr), size(expr));
    }

    void entries(Expr expr, Optional<Entries> made) {
        made.ifPresent(known -> entries.put(expr.id(), known));
    }

    private void copySizes(Expr to, Expr from) {
        size(from).ifPresent(size -> computed.put(to.id(), size));
        entries(to, entriesOf(from));
    }

    Range sizeOrAny(Expr expr) {
        return size(expr).orElse(Range.ANY);
    }

    private Optional<Range> size(Expr expr) {
        var known = computed.get(expr.id());
        if (known != null) {
            return Optional.of(known);
        }
        var literal = literalSize(expr);
        if (literal.isPresent()) {
            return literal;
        }
        var path = path(expr);
        var told = path.isEmpty() ? Optional.<Range>empty() : sizes.of(path);
        if (told.isPresent()) {
            computed.put(expr.id(), told.get());
            return told;
        }
        if (checked.typeOf(expr).isScalar()) {
            return Optional.of(Range.ONE);
        }
        return expr instanceof Expr.Ident ident ? local(ident.name()).flatMap(Local::size) : Optional.empty();
    }

    private static Optional<Range> literalSize(Expr expr) {
        return switch (expr) {
            case Expr.Constant constant ->
                Optional.of(Range.fixed(
                        switch (constant.value()) {
                            case StringVal text -> text.length();
                            case BytesVal(var bytes) -> bytes.length;
                            default -> 1;
                        }));
            case Expr.Items list -> Optional.of(Range.fixed(list.items().size()));
            case Expr.Entries map -> Optional.of(Range.fixed(map.entries().size()));
            default -> Optional.empty();
        };
    }

    Optional<Entries> entriesOf(Expr expr) {
        var known = entries.get(expr.id());
        if (known != null) {
            return Optional.of(known);
        }
        return expr instanceof Expr.Ident ident ? local(ident.name()).flatMap(Local::entries) : Optional.empty();
    }
}
