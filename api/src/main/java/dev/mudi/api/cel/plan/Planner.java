package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.library.Function;
import dev.mudi.api.cel.library.Functions;
import dev.mudi.api.cel.library.Regexes;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.Equality;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.PlainMap;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.TypeVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the plan of an expression (cel-go, interpreter/planner and decorators). For one expression. */
final class Planner {
    private static final Set<String> CONVERSIONS =
            Set.of("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint");
    private static final Set<String> PATTERNS = Set.of("matches", "find", "findAll");
    private static final Set<CelType.Kind> HASHED =
            Set.of(CelType.Kind.BOOL, CelType.Kind.INT, CelType.Kind.UINT, CelType.Kind.DOUBLE, CelType.Kind.STRING);
    private static final Function EQUALS = both -> Equality.equal(both[0], both[1]);
    private static final Function DIFFERS =
            both -> BoolVal.of(!Equality.equal(both[0], both[1]).equals(BoolVal.TRUE));

    private final Checked checked;

    private Planner(Checked checked) {
        this.checked = checked;
    }

    static Node plan(Checked checked) throws PlanException {
        return new Planner(checked).plan(checked.root());
    }

    private Node plan(Expr expr) throws PlanException {
        return switch (expr) {
            case Expr.Constant constant -> new ConstantNode(constant.value());
            case Expr.Ident ident -> ident(ident);
            case Expr.Select select -> select(select);
            case Expr.Call call -> call(call);
            case Expr.Items items -> items(items);
            case Expr.Entries entries -> entries(entries);
            case Expr.Loop loop -> loop(loop);
        };
    }

    private List<Node> plan(List<Expr> exprs) throws PlanException {
        var nodes = new ArrayList<Node>(exprs.size());
        for (var expr : exprs) {
            nodes.add(plan(expr));
        }
        return nodes;
    }

    private Node ident(Expr.Ident ident) {
        var type = checked.typeOf(ident);
        if (type.kind() == CelType.Kind.TYPE && !type.parameters().isEmpty()) {
            return new ConstantNode(new TypeVal(type.parameters().getFirst()));
        }
        return new Attribute.Variable(ident.name());
    }

    private static Attribute attribute(Node node) {
        return switch (node) {
            case Attribute attribute -> attribute;
            case PresenceNode presence -> new Attribute.Presence(presence);
            default -> new Attribute.Relative(node);
        };
    }

    private Node select(Expr.Select select) throws PlanException {
        var operand = plan(select.operand());
        var from = operand instanceof Attribute attribute ? attribute : new Attribute.Relative(operand);
        var step = new Qualifier(new ConstantNode(new StringVal(select.field())), false);
        if (select.testOnly()) {
            return new PresenceNode(from, step);
        }
        from.add(step);
        return from;
    }

    private Node index(List<Node> arguments, boolean optional) {
        var operand = arguments.getFirst();
        var from = operand instanceof Attribute attribute ? attribute : new Attribute.Relative(operand);
        from.add(new Qualifier(arguments.getLast(), optional));
        return from;
    }

    private Node call(Expr.Call call) throws PlanException {
        var arguments = plan(call.all());
        var overloads = checked.overloadsOf(call);
        var overload = overloads.size() == 1 ? overloads.getFirst() : "";
        return switch (call.function()) {
            case "_&&_" -> new JunctionNode(false, arguments);
            case "_||_" -> new JunctionNode(true, arguments);
            case "_?_:_" ->
                new Attribute.Conditional(
                        arguments.getFirst(), attribute(arguments.get(1)), attribute(arguments.get(2)));
            case "_==_" -> new CallNode("_==_", "equals", EQUALS, true, arguments);
            case "_!=_" -> new CallNode("_!=_", "not_equals", DIFFERS, true, arguments);
            case "_[_]" -> index(arguments, false);
            case "_?._", "_[?_]" -> index(arguments, true);
            case "or" -> new OrElseNode(arguments.getFirst(), arguments.getLast(), false);
            case "orValue" -> new OrElseNode(arguments.getFirst(), arguments.getLast(), true);
            case "@not_strictly_false" ->
                new CallNode("@not_strictly_false", overload, Planner::truthy, true, arguments);
            default -> function(call.function(), overload, arguments);
        };
    }

    private static Val truthy(Val... one) {
        return one[0] instanceof BoolVal ? one[0] : BoolVal.TRUE;
    }

    private Node function(String name, String overload, List<Node> arguments) throws PlanException {
        var constant = arguments.size() > 1 && arguments.get(1) instanceof ConstantNode(StringVal(var text))
                ? Optional.of(text)
                : Optional.<String>empty();
        boolean pattern = PATTERNS.contains(name) && constant.isPresent();
        if (pattern) {
            var complaint = Regexes.complaint(constant.get());
            if (complaint.isPresent()) {
                throw new PlanException(complaint.get());
            }
        }
        if (overload.equals("in_list") && arguments.get(1) instanceof ConstantNode(ListVal list)) {
            var membership = membership(arguments.getFirst(), list);
            if (membership.isPresent()) {
                return membership.get();
            }
        }
        boolean operator = name.startsWith("_") || name.startsWith("@");
        boolean eager = arguments.size() <= 2 && !pattern && (operator || !overload.isEmpty());
        var body = Functions.find(name, overload).orElse(values -> ErrorVal.noSuchOverload(name, values));
        if (CONVERSIONS.contains(name)
                && arguments.size() == 1
                && arguments.getFirst() instanceof ConstantNode(var value)) {
            var folded = body.apply(value);
            if (folded instanceof ErrorVal(var message)) {
                throw new PlanException(message);
            }
            return new ConstantNode(folded);
        }
        return new CallNode(name, overload, body, eager, arguments);
    }

    private static Optional<Node> membership(Node item, ListVal list) {
        if (list.size() == 0) {
            return Optional.of(new ConstantNode(BoolVal.FALSE));
        }
        var set = new LinkedHashMap<Val, Val>();
        for (long i = 0; i < list.size(); i++) {
            var member = list.get(i);
            if (!HASHED.contains(member.type().kind()) || member instanceof BytesVal) {
                return Optional.empty();
            }
            set.put(member, BoolVal.TRUE);
        }
        return Optional.of(new MembershipNode(item, new PlainMap(set)));
    }

    private Node items(Expr.Items expr) throws PlanException {
        var items = plan(expr.items().stream().map(Expr.Item::value).toList());
        var node = new ItemsNode(
                items, expr.items().stream().map(Expr.Item::optional).toList());
        return folded(node, items);
    }

    private Node entries(Expr.Entries expr) throws PlanException {
        var entries = new ArrayList<EntriesNode.Entry>();
        var parts = new ArrayList<Node>();
        for (var entry : expr.entries()) {
            var key = plan(entry.key());
            var value = plan(entry.value());
            entries.add(new EntriesNode.Entry(key, value, entry.optional()));
            parts.add(key);
            parts.add(value);
        }
        return folded(new EntriesNode(entries), parts);
    }

    private static Node folded(Node node, List<Node> parts) {
        boolean constant = parts.stream().allMatch(ConstantNode.class::isInstance);
        return constant ? new ConstantNode(node.evaluate(Program.NO_VARIABLES)) : node;
    }

    private Node loop(Expr.Loop loop) throws PlanException {
        var init = plan(loop.init());
        var range = plan(loop.range());
        var condition = plan(loop.steps().condition());
        var next = plan(loop.steps().next());
        var result = plan(loop.steps().result());
        boolean never = condition instanceof ConstantNode(BoolVal(var truth)) && !truth;
        if (never && range instanceof ConstantNode(ListVal list) && list.size() == 0) {
            return new BindNode(loop.accumulator(), init, result);
        }
        return new FoldNode(
                range, loop.variables(), loop.accumulator(), init, new FoldNode.Body(condition, next, result));
    }
}
